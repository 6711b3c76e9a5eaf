import type { Editor } from "@tiptap/react";
import { useRef, useState } from "react";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Picker } from "../ui/Picker";
import { Popover } from "../ui/Popover";
import type { VariableView } from "../api/types";

/** Puts a value of the call where the caret is. */
export function VariableButton({ editor, variables, reason }: { editor: Editor; variables: readonly VariableView[]; reason: string | null }) {
  const [open, setOpen] = useState(false);
  const chosen = useRef<string | null>(null);
  const choose = (name: string) => {
    chosen.current = name;
    setOpen(false);
  };
  // Only now: before, the focus goes back to the button, and one would type there.
  const insert = (event: Event) => {
    const name = chosen.current;
    if (name === null) return;
    chosen.current = null;
    event.preventDefault();
    const fallback = variables.find((one) => one.variable === name)?.fallback ?? "";
    editor.chain().focus().insertContent({ type: "variable", attrs: { variable: name, fallback } }).run();
  };
  const button = (
    <Button kind="plain" size="s" icon="plus" reason={reason}>
      {t("rich.variable.button")}
    </Button>
  );
  if (reason) return button;
  return (
    <Popover open={open} onOpenChange={setOpen} trigger={button} label={t("rich.variable.choose")} onClosed={insert}>
      <div className="variable-picker">
        <Picker
          label={t("rich.variable.choose")}
          none={t("rich.variable.none")}
          hint={t("rich.variable.dynamic", { example: "{{dyn_order_number}}" })}
          choices={variables.map((one) => ({ key: one.variable, words: one.label, hint: hintOf(one), end: <span className="var">{`{{${one.variable}}}`}</span> }))}
          onChoose={choose}
        />
      </div>
    </Popover>
  );
}

function hintOf({ available, fallback }: VariableView): string {
  return fallback === "" ? available : `${available} ${t("rich.variable.otherwise", { fallback })}`;
}
