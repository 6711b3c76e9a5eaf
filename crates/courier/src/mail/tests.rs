use super::*;

fn settings() -> SmtpSettings {
    SmtpSettings {
        host: "mail.test".to_owned(),
        port: 587,
        tls: Tls::StartTls,
        login: Some(Login { user: "desk".to_owned(), password: "very secret words".to_owned() }),
        from: "Desk <desk@mail.test>".to_owned(),
        hello: "desk.test".to_owned(),
        authorities: Authorities::default(),
        patience: Patience::default(),
    }
}

#[test]
fn a_sender_is_an_address_and_gives_message_ids_their_domain() {
    let post = Post::new(settings()).expect("good");
    assert_eq!(post.domain(), "mail.test");
    for from in ["", "Desk", "desk@", "a@b.test\r\nBcc: c@d.test", "<>"] {
        let wrong = Post::new(SmtpSettings { from: from.to_owned(), ..settings() });
        assert!(matches!(wrong, Err(SettingsError::From(_))), "{from:?}");
    }
}

#[test]
fn a_password_never_goes_without_tls_and_is_never_shown() {
    let wrong = Post::new(SmtpSettings { tls: Tls::None, ..settings() });
    assert_eq!(wrong.err(), Some(SettingsError::LoginInTheClear));
    let post = Post::new(settings()).expect("good");
    assert!(!format!("{post:?} {:?}", settings()).contains("secret"));
}
