import type { ReactNode } from "react";
import { checkWorkspace } from "./check";
import { DocumentForm, type Editing } from "./DocumentForm";
import type { Settings, WorkspaceSettings } from "./documents";
import { Page } from "./Page";
import { save } from "./queries";
import { lockedBy, useViewer } from "./rights";
import { tellWorkspace } from "./words";

/** A page with a part of the workspace's document; all of it is saved together. */
export function WorkspaceForm({ title, words, settings, children }: { title: string; words?: string; settings: Settings; children: (editing: Editing<WorkspaceSettings>) => ReactNode }) {
  const me = useViewer();
  const { workspace } = settings;
  return (
    <Page title={title} {...(words ? { words } : {})}>
      <DocumentForm
        label={title}
        doc={workspace}
        fromFile={workspace.from_file}
        locked={lockedBy(me, "phone_settings")}
        check={checkWorkspace}
        tell={tellWorkspace}
        onSave={(version, document) => save("/settings/workspace", version, document, (held, saved) => ({ ...held, workspace: { ...held.workspace, ...saved } }))}
      >
        {children}
      </DocumentForm>
    </Page>
  );
}
