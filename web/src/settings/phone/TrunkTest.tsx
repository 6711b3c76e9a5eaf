import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { request, sentenceOf } from "../../api/client";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { Part } from "../../ui/form/Form";
import { TextField } from "../../ui/form/TextField";
import { Icon } from "../../ui/Icon";
import type { TrunkSettings, TrunkTested } from "../documents";
import { lockedBy, useViewer } from "../rights";

/** Asks the carrier whether it answers. */
export function TrunkTest({ name, document }: { name: string; document: TrunkSettings }) {
  const [to, setTo] = useState("");
  const reason = lockedBy(useViewer(), "phone_settings");
  const test = useMutation({
    mutationFn: () => request<TrunkTested>("POST", `/settings/trunks/${encodeURIComponent(name)}/test`, { body: { to: to.trim() === "" ? null : to.trim() } }),
  });
  const knowsAddress = document.access.by === "addresses" && document.access.addresses.some((line) => !line.includes("/"));
  return (
    <Part title={t("settings.trunk.test")} words={t("settings.trunk.test_words")}>
      <form
        className="trunk-test"
        onSubmit={(event) => {
          event.preventDefault();
          if (!reason) test.mutate();
        }}
      >
        <TextField label={t("settings.trunk.test_to")} hint={knowsAddress ? t("settings.trunk.test_to_known") : t("settings.trunk.test_to_unknown")} value={to} placeholder="203.0.113.7:5060" autoComplete="off" spellCheck={false} onChange={setTo} />
        <Button type="submit" busy={test.isPending} reason={reason ?? (knowsAddress || to.trim() !== "" ? null : t("settings.trunk.test_to_unknown"))}>
          {test.isPending ? t("settings.trunk.testing") : t("settings.trunk.test_now")}
        </Button>
      </form>
      <div aria-live="polite">
        {test.data && (
          <p className={test.data.ok ? "verdict good" : "verdict bad"}>
            <Icon name={test.data.ok ? "check" : "warn"} />
            <span>{test.data.sentence}</span>
          </p>
        )}
        {test.isError && (
          <p className="verdict bad">
            <Icon name="warn" />
            <span>{sentenceOf(test.error)}</span>
          </p>
        )}
      </div>
    </Part>
  );
}
