/** What the viewer may change here; the server checks the same. */
import { useQuery } from "@tanstack/react-query";
import type { Me, Permission } from "../api/model";
import { meQuery } from "../api/queries";
import { t } from "../texts";
import type { Doc, RoleSettings, Settings, TeammateSettings } from "./documents";

export function useViewer(): Me | undefined {
  return useQuery(meQuery).data;
}

export function has(me: Me | undefined, permission: Permission): boolean {
  return me?.permissions.includes(permission) ?? false;
}

/** Why something needs a permission that the viewer lacks; null when not. */
export function lockedBy(me: Me | undefined, permission: Permission): string | null {
  return has(me, permission) ? null : t("settings.locked.permission", { permission: t(`settings.permission.${permission}.name`) });
}

/** The teammates who would still be owners if one role or one teammate were as given. Pure. */
export function ownersWith(settings: Pick<Settings, "teammates" | "roles">, change: { role?: [number, RoleSettings]; teammate?: [number, TeammateSettings] }): number[] {
  const role = (id: number): RoleSettings | undefined => (change.role?.[0] === id ? change.role[1] : settings.roles.find((doc) => doc.id === id)?.document);
  const of = (doc: Doc<TeammateSettings>) => (change.teammate?.[0] === doc.id ? change.teammate[1] : doc.document);
  return settings.teammates
    .filter((doc) => of(doc).employment === "here" && role(of(doc).role)?.permissions.includes("owner"))
    .map((doc) => doc.id);
}

/** Whether a change would take the desk its last owner. */
export function losesLastOwner(settings: Pick<Settings, "teammates" | "roles">, change: Parameters<typeof ownersWith>[1]): boolean {
  return ownersWith(settings, {}).length > 0 && ownersWith(settings, change).length === 0;
}
