import * as Dropdown from "@radix-ui/react-dropdown-menu";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { serverNow, useMe } from "../api/live";
import type { Channels, MyState, Status } from "../api/model";
import { meQuery } from "../api/queries";
import { AccountItems } from "../app/AccountItems";
import { WrapBar } from "../handset/WrapUp";
import { askForNotices, order, usePhone } from "../phone/phone";
import { t } from "../texts";
import { Menu, MenuItem, MenuLine } from "../ui/Menu";
import { Avatar } from "../ui/people";
import { Countdown } from "../ui/Timer";
import { inShort, Readiness } from "./Readiness";
import { readinessOf } from "./ready";
import { channelsWords, presenceOf, shownWords } from "./words";
import "./availability.css";

const DevicesDialog = lazy(() => import("../phone/DevicesDialog"));

/** Status, channels, the state of the phone, and the account: the foot of the rail. */
export default function AvailabilityMenu() {
  const me = useMe();
  const phone = usePhone();
  const account = useQuery(meQuery).data;
  const [devices, setDevices] = useState<"shown" | "hidden">("hidden");
  const name = account?.name ?? "";
  const shown = me ? shownWords(me) : t("phone.availability.connecting");
  const ready = me ? inShort(readinessOf(me, phone)) : "";
  const person = <Avatar name={name} id={account?.teammate ?? 0} {...(me ? { presence: presenceOf(me) } : {})} />;
  return (
    <>
      <Menu
        label={t("phone.availability.menu")}
        side="right"
        align="end"
        trigger={
          <button type="button" className="rb">
            {person}
            <span className="sr">{t("phone.availability.button", { name, shown, ready })}</span>
          </button>
        }
      >
        <Dropdown.Label className="me" asChild>
          <div>
            {person}
            <span className="grow">
              <b className="cut">{name}</b>
              <span className="small t2">{shown}</span>
            </span>
          </div>
        </Dropdown.Label>
        {me && <Own me={me} />}
        {me && (
          <>
            <MenuLine />
            <Readiness me={me} />
          </>
        )}
        <MenuItem icon="mic" onSelect={() => setDevices("shown")}>
          {t("phone.availability.devices")}
        </MenuItem>
        {(phone.notices === "ask" || phone.notices === "refused") && (
          <MenuItem icon="bell" reason={phone.notices === "refused" ? t("phone.availability.notices_refused") : null} onSelect={() => void askForNotices()}>
            {t("phone.availability.notices")}
          </MenuItem>
        )}
        <AccountItems />
      </Menu>
      {devices === "shown" && (
        <Suspense>
          <DevicesDialog onClose={() => setDevices("hidden")} />
        </Suspense>
      )}
    </>
  );
}

/** What one chooses oneself. */
function Own({ me }: { me: MyState }) {
  return (
    <>
      {me.wrap_up_until_ms !== null && me.wrap_up_until_ms > serverNow() && <Wrap key={me.wrap_up_until_ms} me={me} until_ms={me.wrap_up_until_ms} />}
      <StatusChoice me={me} />
      <MenuLine />
      <ChannelsChoice me={me} />
    </>
  );
}

function Wrap({ me, until_ms }: { me: MyState; until_ms: number }) {
  return (
    <div className="wrapbox">
      <span className="med">{t("phone.wrap.title")}</span>
      <Countdown to_ms={until_ms} now={serverNow} />
      <span className="small t2">{me.status === "active" ? t("phone.wrap.then_active", { channels: channelsWords(me.channels) }) : t("phone.wrap.then_away")}</span>
      <WrapBar until_ms={until_ms} />
      <Dropdown.Item className="btn primary s" onSelect={() => void order({ do: "switch_to_active" })}>
        {t("phone.wrap.switch")}
      </Dropdown.Item>
    </div>
  );
}

const STATUSES = ["active", "away"] as const satisfies readonly Status[];

function StatusChoice({ me }: { me: MyState }) {
  // *On a call* and *Call wrap up* are Away for others, and end by themselves.
  const derived = me.phone.state === "on_call" ? t("phone.availability.on_a_call") : me.phone.state === "wrap_up" ? t("phone.availability.wrap_up") : null;
  return (
    <Dropdown.RadioGroup value={me.status} onValueChange={(status) => void order({ do: "set_status", teammate: me.teammate, status: status as Status })}>
      <Dropdown.Label className="head">{t("phone.availability.status")}</Dropdown.Label>
      {STATUSES.map((status) => (
        <Dropdown.RadioItem key={status} className="mi" value={status} onSelect={(event) => event.preventDefault()}>
          <span className={status === me.status ? "radio on" : "radio"} aria-hidden="true" />
          {t(`phone.availability.${status}`)}
          {status === "active" && me.status === "active" && derived && <span className="end small">{derived}</span>}
        </Dropdown.RadioItem>
      ))}
    </Dropdown.RadioGroup>
  );
}

const CHANNELS = ["all", "conversations", "phone"] as const satisfies readonly Channels[];

function ChannelsChoice({ me }: { me: MyState }) {
  return (
    <Dropdown.RadioGroup value={me.channels} onValueChange={(channels) => void order({ do: "set_channels", teammate: me.teammate, channels: channels as Channels })}>
      <Dropdown.Label className="head">{t("phone.availability.channels")}</Dropdown.Label>
      <div className="avail">
        <div className="seg" role="presentation">
          {CHANNELS.map((channels) => (
            <Dropdown.RadioItem key={channels} value={channels} className={channels === me.channels ? "on" : ""} onSelect={(event) => event.preventDefault()}>
              {channelsWords(channels)}
            </Dropdown.RadioItem>
          ))}
        </div>
      </div>
    </Dropdown.RadioGroup>
  );
}
