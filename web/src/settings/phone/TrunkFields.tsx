import { useState } from "react";
import { t } from "../../texts";
import { RadioList } from "../../ui/form/choices";
import { Part } from "../../ui/form/Form";
import { ListField } from "../../ui/form/ListField";
import { PasswordField } from "../../ui/form/PasswordField";
import { SwitchRow } from "../../ui/form/SwitchRow";
import { TextField } from "../../ui/form/TextField";
import { LIMITS, wrongAccess, wrongAddress } from "../check";
import type { Editing } from "../DocumentForm";
import { type Access, toggle, type TrunkSettings } from "../documents";

/** How the calls of a carrier are known, and what is believed of it. */
export function TrunkFields({ editing: { mine, set }, hasPassword }: { editing: Editing<TrunkSettings>; hasPassword: boolean }) {
  const { access } = mine;
  // What was written for the other way is kept while one looks at this one.
  const [other, setOther] = useState<Access>(access.by === "addresses" ? { by: "digest", user: "", password: "", realm: null } : { by: "addresses", addresses: [""] });
  const wrong = wrongAccess(mine, hasPassword);
  return (
    <Part title={t("settings.field.trunk.access")}>
      <RadioList
        label={t("settings.trunk.known_by")}
        value={access.by}
        choices={[
          { value: "addresses", words: t("settings.trunk.by_addresses"), hint: t("settings.trunk.by_addresses_hint") },
          { value: "digest", words: t("settings.trunk.by_digest"), hint: t("settings.trunk.by_digest_hint") },
        ]}
        onChange={(by) => {
          if (by === access.by) return;
          setOther(access);
          set("access", other);
        }}
      />
      {access.by === "addresses" ? (
        <ListField
          label={t("settings.trunk.addresses")}
          hint={t("settings.trunk.addresses_hint")}
          words={{
            add: t("settings.trunk.add_address"),
            line: (n) => t("settings.trunk.address", { n }),
            remove: (n) => t("settings.trunk.remove_address", { n }),
            none: wrong.addresses ?? "",
          }}
          value={access.addresses}
          max={LIMITS.addresses}
          placeholder="203.0.113.0/24"
          wrong={wrongAddress}
          onChange={(addresses) => set("access", { by: "addresses", addresses })}
        />
      ) : (
        <>
          <TextField label={t("settings.trunk.user")} value={access.user} wrong={wrong.user} autoComplete="off" spellCheck={false} autoCapitalize="off" onChange={(user) => set("access", { ...access, user })} />
          <PasswordField
            label={t("settings.trunk.password")}
            hint={hasPassword ? t("settings.trunk.password_kept") : t("settings.trunk.password_hint")}
            value={access.password ?? ""}
            wrong={wrong.password}
            autoComplete="new-password"
            maxLength={LIMITS.secret}
            onChange={(password) => set("access", { ...access, password: password === "" && hasPassword ? null : password })}
          />
          <TextField label={t("settings.trunk.realm")} hint={t("settings.trunk.realm_hint")} value={access.realm ?? ""} autoComplete="off" spellCheck={false} placeholder={t("settings.trunk.realm_usual")} onChange={(realm) => set("access", { ...access, realm: realm === "" ? null : realm })} />
        </>
      )}
      <SwitchRow label={t("settings.field.trunk.trust_identity")} hint={t("settings.trunk.trust_hint")} checked={mine.trust_identity === "on"} onChange={(on) => set("trust_identity", toggle(on))} />
    </Part>
  );
}
