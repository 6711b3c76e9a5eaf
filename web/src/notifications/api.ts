/** What the server tells of notifications: their results, their mails, a trial. */
export type {
  CallNotifications,
  MailDetail,
  MailLine,
  MailPage,
  MailState,
  NotificationActivity,
  NotificationTemplate,
  PastCall,
  PastCalls,
  ResultPage,
  ResultState,
  ResultView,
  Trial,
} from "../api/types";
