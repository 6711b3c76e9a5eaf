import "./palette.css";
import * as Radix from "@radix-ui/react-dialog";
import { t } from "../texts";
import { Commands } from "./Commands";
import { Keys } from "./Keys";

/** Opened by Ctrl K: go anywhere, find anybody, do anything. By ?: all keys. */
export default function Palette({ mode, onClose }: { mode: "commands" | "keys"; onClose: () => void }) {
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content className="palette" data-modal="" aria-describedby={undefined}>
          <Radix.Title className="sr">{mode === "keys" ? t("app.account.keys") : t("app.rail.search")}</Radix.Title>
          {mode === "keys" ? <Keys onClose={onClose} /> : <Commands onClose={onClose} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
