import { Link } from "@tanstack/react-router";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";

/** Leads to the page of a new document; where the viewer may not make one, it stays and says why. */
export function AddLink({ to, label, reason }: { to: string; label: string; reason: string | null }) {
  if (reason) {
    return (
      <Button kind="primary" icon="plus" reason={reason}>
        {label}
      </Button>
    );
  }
  return (
    <Link to="/settings/$" params={{ _splat: to }} className="btn primary">
      <Icon name="plus" />
      {label}
    </Link>
  );
}
