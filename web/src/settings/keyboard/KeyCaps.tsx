import { Fragment } from "react";
import { printed } from "../../app/keymap";

/** Keys as they stand on the keyboard. Blanks between them, for those who hear them. */
export function KeyCaps({ keys }: { keys: string }) {
  return printed(keys)
    .split(" ")
    .map((part, at) => (
      <Fragment key={part}>
        {at > 0 && " "}
        <kbd>{part}</kbd>
      </Fragment>
    ));
}
