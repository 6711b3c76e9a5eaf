// An alert outside this page: a notice of the system, while another window is in front.
import { noticesNow } from "../phone/signs";

/** Shows it where the browser may; several tabs show one, since they give it the same name. */
export function showOutside(alert: number, title: string, body: string, pressed: () => void): void {
  if (noticesNow() !== "granted" || document.hasFocus()) return;
  try {
    const notice = new Notification(title, { body, tag: `cordboard-alert-${alert}` });
    notice.onclick = () => {
      window.focus();
      notice.close();
      pressed();
    };
  } catch {
    // Some mobile browsers have the name and refuse the thing.
  }
}
