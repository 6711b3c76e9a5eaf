import { useQuery } from "@tanstack/react-query";
import type { TeammateView } from "../api/model";
import { teammatesQuery } from "../api/queries";
import { t } from "../texts";
import { Drawer } from "../ui/Dialog";
import { Avatar } from "../ui/people";
import { Loading } from "../ui/states";
import { mateGroups, presenceOf, shownWords } from "./mates";

/** Who is available for phone, who handles a call, and why the others are not. */
export function Mates({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { data } = useQuery({ ...teammatesQuery, enabled: open });
  const groups = mateGroups(data ?? []);
  return (
    <Drawer open={open} onOpenChange={onOpenChange} title={t("inbox.mates.title")} closeLabel={t("app.close")}>
      {data ? (
        <div className="mates">
          <Group title={t("inbox.mates.free")} mates={groups.free} />
          <Group title={t("inbox.mates.handling")} mates={groups.handling} />
          <Group title={t("inbox.mates.others")} mates={groups.others} />
        </div>
      ) : (
        <Loading label={t("app.loading")} />
      )}
    </Drawer>
  );
}

function Group({ title, mates }: { title: string; mates: TeammateView[] }) {
  return (
    <section>
      <h3 className="sec">
        {title} <span className="count">{mates.length}</span>
      </h3>
      {mates.length === 0 && <p className="t3">{t("inbox.mates.nobody")}</p>}
      <ul>
        {mates.map((mate) => (
          <li key={mate.id} className="mate">
            <Avatar id={mate.id} name={mate.name} presence={presenceOf(mate)} />
            <span className="grow">
              <span className="cut med mate-name" title={mate.name}>
                {mate.name}
              </span>
              <span className="small t2">{shownWords(mate)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
