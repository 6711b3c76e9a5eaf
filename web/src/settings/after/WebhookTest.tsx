import { useMutation } from "@tanstack/react-query";
import { request, sentenceOf } from "../../api/client";
import type { WebhookTested } from "../../api/model";
import { t } from "../../texts";
import { Button } from "../../ui/Button";
import { Part } from "../../ui/form/Form";
import { Icon } from "../../ui/Icon";

/** Sends a test event and shows what came back. */
export function WebhookTest({ webhook, reason }: { webhook: number; reason: string | null }) {
  const test = useMutation({ mutationFn: () => request<WebhookTested>("POST", `/webhooks/${webhook}/test`) });
  return (
    <Part title={t("settings.webhooks.test")} words={t("settings.webhooks.test_words")}>
      <div>
        <Button icon="send" reason={reason} busy={test.isPending} onClick={() => test.mutate()}>
          {test.isPending ? t("settings.webhooks.testing") : t("settings.webhooks.test_now")}
        </Button>
      </div>
      <div aria-live="polite">
        {test.data && (
          <p className={test.data.ok ? "verdict good" : "verdict bad"}>
            <Icon name={test.data.ok ? "check" : "warn"} />
            <span>{t("settings.webhooks.test_took", { words: test.data.sentence, ms: test.data.took_ms })}</span>
          </p>
        )}
        {test.isError && (
          <p className="verdict bad">
            <Icon name="warn" />
            <span>{sentenceOf(test.error)}</span>
          </p>
        )}
      </div>
    </Part>
  );
}
