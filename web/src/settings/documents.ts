/** The settings documents, from the generated description of the API. */
import type { Permission } from "../api/model";
import type { Settings as Described, TeammateDoc as DescribedTeammate, Toggle, TrunkView } from "../api/types";

export type {
  ChannelSettings,
  InvitationView,
  Invited,
  OfficeHours,
  OpenInvitation,
  RoleSettings,
  RouteView,
  SessionView,
  TagSettings,
  TeamSettings,
  TeammateSettings,
  Toggle,
  TrunkSettings,
  TrunkTested,
  TrunkView as TrunkDoc,
  WebhookDoc,
  WebhookSettings,
  WorkspaceSettings,
} from "../api/types";

/** One document, with what is needed to save it. */
export interface Doc<T> {
  id: number;
  version: number;
  document: T;
  /** The configuration file sets it anew at every start. */
  from_file: boolean;
}
export type TeammateDoc = DescribedTeammate & {
  /** Null without an account, or when the viewer may not see it. */
  email?: string | null;
};
export type Settings = Omit<Described, "teammates"> & { teammates: TeammateDoc[] };
export type Access = TrunkView["document"]["access"];

export const PERMISSIONS: readonly Permission[] = [
  "takes_calls",
  "listen_to_calls",
  "delete_recordings",
  "manage_availability",
  "reports",
  "workflows_access",
  "phone_settings",
  "manage_teammates",
  "erase_data",
  "owner",
];

export function toggle(on: boolean): Toggle {
  return on ? "on" : "off";
}
