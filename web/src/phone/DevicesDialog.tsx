import { t } from "../texts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Devices } from "./Devices";

/** The devices over whatever page one is on. */
export default function DevicesDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("phone.devices.title")} actions={<Button onClick={onClose}>{t("phone.devices.close")}</Button>}>
      <Devices />
    </Dialog>
  );
}
