import { t } from "../texts";
import { Icon } from "../ui/Icon";
import { PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN, rulesOf } from "./password";

/** The rules of a new password, each lit when it is met. */
export function PasswordRules({ id, password, email }: { id: string; password: string; email: string }) {
  return (
    <ul className="rules" id={id}>
      {rulesOf(password, email).map(({ rule, met }) => (
        <li key={rule} className={met ? "met" : ""}>
          <Icon name={met ? "check" : "more"} />
          {t(`signin.rule.${rule}`, { min: PASSWORD_CHARACTERS_MIN, max: PASSWORD_CHARACTERS_MAX })}
          <span className="sr">{met ? t("signin.rule_met") : t("signin.rule_open")}</span>
        </li>
      ))}
    </ul>
  );
}
