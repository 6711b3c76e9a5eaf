import { useNavigate } from "@tanstack/react-router";
import { keysOf, useKeymap } from "../app/keymap";
import { CATALOGUE } from "../settings/keyboard/catalogue";
import { KeyCaps } from "../settings/keyboard/KeyCaps";
import { wordsOf } from "../settings/keyboard/words";
import { t } from "../texts";
import { Button, IconButton } from "../ui/Button";

/** All keys at a glance, as they are now. */
export function Keys({ onClose }: { onClose: () => void }) {
  const map = useKeymap();
  const go = useNavigate();
  return (
    <div className="all-keys">
      <header className="bar">
        <h2 className="strong grow">{t("app.account.keys")}</h2>
        <Button
          size="s"
          onClick={() => {
            onClose();
            void go({ to: "/settings/$", params: { _splat: "keyboard" } });
          }}
        >
          {t("palette.change_keys")}
        </Button>
        <IconButton icon="x" label={t("app.close")} onClick={onClose} />
      </header>
      {/* Nothing in it takes the focus, and who has no wheel scrolls it by its own. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="scroll all-keys-list" tabIndex={0} role="region" aria-label={t("app.account.keys")}>
        {CATALOGUE.map((group) => (
          <section key={group.name}>
            <h3 className="head">{t(`settings.keys.group.${group.name}`)}</h3>
            <dl>
              {group.keys.map((known) => {
                const keys = keysOf(known.keys, map);
                return (
                  <div key={known.keys}>
                    <dt>{wordsOf(known)}</dt>
                    <dd>{keys === null ? <span className="t3">{t("settings.off")}</span> : <KeyCaps keys={keys} />}</dd>
                  </div>
                );
              })}
            </dl>
          </section>
        ))}
        <p className="hint">{t("palette.keys_foot")}</p>
      </div>
    </div>
  );
}
