import { useSaid } from "./announce";

/** Stands once on the page, in the frame. */
export function LiveRegions() {
  const { polite, assertive } = useSaid();
  return (
    <div className="sr">
      <div role="status" aria-live="polite">
        <span key={polite.nth}>{polite.words}</span>
      </div>
      <div role="alert" aria-live="assertive">
        <span key={assertive.nth}>{assertive.words}</span>
      </div>
    </div>
  );
}
