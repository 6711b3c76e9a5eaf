import { NodeSelection } from "@tiptap/pm/state";
import { type Editor, useEditorState } from "@tiptap/react";
import { t } from "../texts";
import { Input } from "../ui/fields";
import type { VariableView } from "../api/types";
import { isDynamic } from "./variables";

const FALLBACK_CHARACTERS_MAX = 500;

/** What a person sees of the variable that is selected, and what is written when it has no value. */
export function VariableStrip({ editor, variables, locked }: { editor: Editor; variables: readonly VariableView[]; locked: boolean }) {
  const chosen = useEditorState({
    editor,
    selector: ({ editor: { state } }) => {
      const { selection } = state;
      if (!(selection instanceof NodeSelection) || selection.node.type.name !== "variable") return null;
      return { at: selection.from, name: String(selection.node.attrs["variable"]), fallback: String(selection.node.attrs["fallback"]) };
    },
  });
  if (chosen === null) return null;
  const known = variables.find((one) => one.variable === chosen.name);
  const change = (fallback: string) => editor.view.dispatch(editor.state.tr.setNodeAttribute(chosen.at, "fallback", fallback));
  return (
    <div className="variable-strip" role="group" aria-label={t("rich.variable.about", { name: chosen.name })}>
      <p className="small t2">
        <span className={isDynamic(chosen.name) ? "var dyn" : "var"}>{`{{${chosen.name}}}`}</span> {known ? `${known.label}. ${known.available}` : t("rich.variable.from_transcript")}
      </p>
      <label className="row small">
        <span>{t("rich.variable.fallback")}</span>
        <Input value={chosen.fallback} readOnly={locked} maxLength={FALLBACK_CHARACTERS_MAX} placeholder={t("rich.variable.nothing")} onChange={(event) => change(event.target.value)} />
      </label>
    </div>
  );
}
