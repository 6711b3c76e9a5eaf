import { useEffect } from "react";
import { t } from "../texts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Devices } from "./Devices";
import { useRing } from "./phone";

/** The devices over whatever page one is on. */
export default function DevicesDialog({ onClose }: { onClose: () => void }) {
  const ringing = useRing() !== null;
  useEffect(() => {
    // A call that rings is more urgent than its devices, and a dialog keeps the keyboard to itself.
    if (ringing) onClose();
  }, [ringing, onClose]);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("phone.devices.title")} actions={<Button onClick={onClose}>{t("phone.devices.close")}</Button>}>
      <Devices />
    </Dialog>
  );
}
