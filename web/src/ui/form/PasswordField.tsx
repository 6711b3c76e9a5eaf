import { useState } from "react";
import { t } from "../../texts";
import { Button } from "../Button";
import { TextField, type TextFieldProps } from "./TextField";

/** A secret, which can be looked at. */
export function PasswordField(props: Omit<TextFieldProps, "type" | "end">) {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={shown ? "text" : "password"}
      spellCheck={false}
      autoCapitalize="off"
      end={
        <Button kind="plain" size="s" className="inside" aria-label={shown ? t("form.hide_password") : t("form.show_password")} onClick={() => setShown(!shown)}>
          {shown ? t("form.hide") : t("form.show")}
        </Button>
      }
    />
  );
}
