//! Performs jobs: mail by SMTP and webhooks, and says what became of each.
