use super::*;

fn read_with(toml: &str, variables: &[(&str, &str)]) -> Result<Config, Wrong> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("cordboard.toml");
    std::fs::write(&file, toml).expect("the file is written");
    let given = Given { file: Some(file.clone()), data_dir: None };
    let variables = variables.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    Config::read(&given, variables).map_err(|wrong| {
        Wrong::new(wrong.sentence.replace(&file.display().to_string(), "cordboard.toml"))
    })
}

fn wrong(toml: &str) -> String {
    read_with(toml, &[]).expect_err("this is wrong").sentence
}

#[test]
fn nothing_said_is_a_server_on_the_usual_ports() {
    let config = read_with("", &[]).expect("empty is fine");
    assert_eq!(config.sip.bind.to_string(), "0.0.0.0:5060");
    assert_eq!(config.http.bind.to_string(), "127.0.0.1:8080");
    assert_eq!(config.sip.rtp_ports, (20_000, 29_999));
    assert_eq!(config.drain.as_secs(), 3600);
    assert!(config.workspace.documents.is_empty());
}

#[test]
fn an_unknown_key_is_named_with_its_path() {
    assert_eq!(
        wrong("[sip]\nbinf = \"0.0.0.0:5060\""),
        "`sip.binf` in cordboard.toml is not a setting; known here are bind, external_ip, \
         rtp_ports, trunks."
    );
    assert!(wrong("colour = 1").starts_with("`colour` in cordboard.toml is not a setting;"));
}

#[test]
fn an_unknown_key_of_a_list_is_named_with_its_place() {
    let sentence = wrong("[[desk.team]]\nid = 1\nname = \"Support\"\nwrap_up = 3");
    assert!(sentence.contains("`desk.team.0.wrap_up`"), "{sentence}");
}

#[test]
fn a_missing_key_is_named() {
    let sentence = wrong("[[desk.team]]\nid = 1");
    assert!(sentence.contains("name` is missing"), "{sentence}");
}

#[test]
fn a_value_of_the_wrong_kind_is_named() {
    let sentence = wrong("[sip]\nbind = 5060");
    assert_eq!(sentence, "`sip.bind` in cordboard.toml is the number 5060; it must be a string.");
    let sentence = wrong("[store]\ndurability = \"maximal\"");
    assert!(sentence.contains("must be one of normal, full"), "{sentence}");
}

#[test]
fn a_file_that_is_not_toml_says_where() {
    let sentence = wrong("[sip\nbind = 1");
    assert!(sentence.starts_with("cordboard.toml cannot be understood:"), "{sentence}");
}

#[test]
fn a_bad_address_is_named() {
    assert!(wrong("[sip]\nbind = \"localhost\"").starts_with("`sip.bind` is \"localhost\""));
    assert!(wrong("[http]\nbind = \"127.0.0.1\"").starts_with("`http.bind` is \"127.0.0.1\""));
    assert!(wrong("[sip]\nexternal_ip = \"here\"").starts_with("`sip.external_ip` is \"here\""));
}

#[test]
fn a_bad_range_of_ports_is_named() {
    for ports in ["20000", "30000-20000", "80-90", "a-b", "20000-99999"] {
        let sentence = wrong(&format!("[sip]\nrtp_ports = \"{ports}\""));
        assert!(sentence.starts_with(&format!("`sip.rtp_ports` is {ports:?}")), "{sentence}");
    }
}

#[test]
fn a_number_out_of_its_range_is_named() {
    assert_eq!(wrong("threads = 0"), "`threads` is 0; it must lie between 1 and 256.");
    assert!(wrong("[desk]\nring_seconds = 0").starts_with("`desk.ring_seconds` is 0;"));
    assert!(wrong("[desk]\nring_seconds = 601").ends_with("between 1 and 600."));
    let team = "[[desk.team]]\nid = 1\nname = \"A\"\nwrap_up_seconds = 28801";
    assert!(wrong(team).ends_with("between 0 and 28800."));
    assert!(wrong("drain_seconds = -1").contains("`drain_seconds` in cordboard.toml"));
}

#[test]
fn an_unknown_team_is_named() {
    let teammate = "[[desk.teammate]]\nid = 1\nname = \"Ana\"\nteams = [7]";
    assert_eq!(
        wrong(teammate),
        "`desk.teammate` \"Ana\" names the team 7, which no `desk.team` has as its id."
    );
    let channel = "[[desk.channel]]\nid = 1\nname = \"Main\"\nnumber = \"+15550100\"\nteam = 3";
    assert!(wrong(channel).contains("names the team 3"));
}

#[test]
fn an_id_or_a_number_given_twice_is_named() {
    let team = "[[desk.team]]\nid = 1\nname = \"A\"\n[[desk.team]]\nid = 1\nname = \"B\"";
    assert_eq!(wrong(team), "`desk.team` has the id 1 twice.");
    let channels = "[[desk.team]]\nid = 1\nname = \"A\"\n\
        [[desk.channel]]\nid = 1\nname = \"X\"\nnumber = \"+1555\"\nteam = 1\n\
        [[desk.channel]]\nid = 2\nname = \"Y\"\nnumber = \"+1555\"\nteam = 1";
    assert!(wrong(channels).contains("\"Y\" has the number of another channel"));
}

#[test]
fn an_unknown_time_zone_is_named() {
    let sentence =
        wrong("[desk]\nhours = { zone = \"Mars/Olympus\", open = [\"mon 09:00-10:00\"] }");
    assert!(sentence.contains("Mars/Olympus"), "{sentence}");
    assert!(sentence.starts_with("`desk.hours`"), "{sentence}");
}

#[test]
fn office_hours_are_read_and_their_mistakes_named() {
    let hours = "hours = { zone = \"Europe/Berlin\", open = [\"mon-fri 09:00-17:30\", \"sat 10:00-24:00\"] }";
    let config = read_with(&format!("[desk]\n{hours}"), &[]).expect("good hours");
    let [desk::Document::Workspace(workspace)] = &config.workspace.documents[..] else {
        panic!("one workspace document");
    };
    let desk::OfficeHours::Weekly { zone, open } = &workspace.hours else { panic!("weekly") };
    assert_eq!(zone, "Europe/Berlin");
    assert_eq!(open.len(), 6);
    assert_eq!(open[5], desk::OpenSpan { weekday: 6, from: 600, to: 1440 });
    for bad in ["\"sometimes\"", "{ zone = \"UTC\", open = [\"mon 9-17\"] }"] {
        assert!(wrong(&format!("[desk]\nhours = {bad}")).starts_with("`desk.hours`"));
    }
}

#[test]
fn a_trunk_proves_itself_in_exactly_one_way() {
    let trunk = "[[sip.trunks]]\nname = \"carrier\"\n";
    assert!(wrong(trunk).contains("needs either `addresses`, or `user` and `password`"));
    let both = format!("{trunk}addresses = [\"10.0.0.1\"]\nuser = \"a\"\npassword = \"b\"");
    assert!(wrong(&both).contains("needs either"));
    assert!(wrong(&format!("{trunk}addresses = [\"carrier\"]")).contains("neither an IP address"));
    let digest = format!("{trunk}user = \"a\"\npassword = \"secret\"");
    let config = read_with(&digest, &[]).expect("a digest trunk");
    assert!(!format!("{config:?}").contains("secret"), "passwords are never shown");
}

#[test]
fn a_short_operator_token_and_a_strange_store_are_refused() {
    assert!(wrong("[http]\noperator_token = \"short\"").contains("too short"));
    assert!(wrong("[store]\nurl = \"mysql://x\"").contains("begins with \"mysql\""));
}

#[test]
fn a_variable_wins_over_the_file() {
    let variables = [
        ("CORDBOARD_SIP_BIND", "127.0.0.1:5080"),
        ("CORDBOARD_DRAIN_SECONDS", "12"),
        ("CORDBOARD_SIP__RTP_PORTS", "30000-30100"),
        ("CORDBOARD_HTTP_OPERATOR_TOKEN", "0123456789012345"),
        ("HOME", "/nowhere"),
    ];
    let config = read_with("[sip]\nbind = \"0.0.0.0:5060\"", &variables).expect("good");
    assert_eq!(config.sip.bind.to_string(), "127.0.0.1:5080");
    assert_eq!(config.drain.as_secs(), 12);
    assert_eq!(config.sip.rtp_ports, (30_000, 30_100));
    assert_eq!(config.http.operator_token.as_deref(), Some("0123456789012345"));
}

#[test]
fn a_wrong_variable_is_named() {
    let sentence = |name, value| read_with("", &[(name, value)]).expect_err("wrong").sentence;
    assert!(
        sentence("CORDBOARD_SIP_BINF", "x")
            .starts_with("`sip.binf` in the variable CORDBOARD_SIP_BINF is not a setting;")
    );
    assert!(
        sentence("CORDBOARD_THREADS", "two")
            .starts_with("`threads` in the variable CORDBOARD_THREADS: it must be a whole number")
    );
}

#[test]
fn a_secret_is_never_shown_however_wrong_it_is() {
    let trunk = "[[sip.trunks]]\nname = \"carrier\"\nuser = \"a\"\n";
    for toml in [
        format!("{trunk}password = 998877"),
        format!("{trunk}password = 998877secret"),
        format!("{trunk}password = 99.8877"),
        "[http]\noperator_token = 998877".to_owned(),
        "[http]\noperator_token = 998877secret".to_owned(),
        "[http]\noperator_token = [998877]".to_owned(),
        "[store]\nurl = 998877".to_owned(),
    ] {
        let sentence = wrong(&toml);
        assert!(!sentence.contains("8877"), "{sentence}");
    }
    assert_eq!(
        wrong("[http]\noperator_token = 998877"),
        "`http.operator_token` in cordboard.toml is a number without quotes; it must be a string."
    );
    let trunks = ("CORDBOARD_SIP_TRUNKS", "[{password=\"998877\"}]");
    let sentence = read_with("", &[trunks]).expect_err("no list").sentence;
    assert!(!sentence.contains("8877"), "{sentence}");
}

#[test]
fn what_a_cluster_says_about_its_services_is_no_setting() {
    let variables = [
        ("CORDBOARD_SERVICE_HOST", "10.0.0.7"),
        ("CORDBOARD_SERVICE_PORT_SIP", "5060"),
        ("CORDBOARD_PORT", "tcp://10.0.0.7:8080"),
        ("CORDBOARD_PORT_8080_TCP_ADDR", "10.0.0.7"),
        ("CORDBOARD_THREADS", "3"),
    ];
    let config = read_with("", &variables).expect("good");
    assert_eq!(config.threads, 3);
    assert_eq!(config.ignored, variables[..4].iter().map(|(name, _)| *name).collect::<Vec<_>>());
    assert!(read_with("", &[("CORDBOARD_PORTS", "1")]).is_err(), "a mistake is still one");
}

#[test]
fn a_named_file_has_to_exist() {
    let given = Given { file: Some("/nonexistent/cordboard.toml".into()), data_dir: None };
    let sentence = Config::read(&given, std::iter::empty()).expect_err("missing").sentence;
    assert_eq!(
        sentence,
        "The configuration file /nonexistent/cordboard.toml does not exist or is not a file."
    );
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "in the way").expect("written");
    let given = Given { file: None, data_dir: Some(file.join("data")) };
    let config = Config::read(&given, std::iter::empty()).expect("the words are fine");
    let sentence = config.make_folders().expect_err("a file is in the way").sentence;
    assert!(sentence.starts_with(&format!("The folder {}", file.join("data").display())));
}

#[test]
fn a_whole_workspace_becomes_documents_that_name_only_earlier_ones() {
    let toml = r#"
[desk]
name = "Sample"
ring_seconds = 20
always_create_lead = true
sip_phone_is_client = true
[[desk.team]]
id = 1
name = "Support"
queue_max = 5
hold_limit_minutes = 3
wrap_up_seconds = 10
[[desk.teammate]]
id = 1
name = "Ana"
sip_phones = ["sip:ana@10.0.0.5"]
teams = [1]
status = "active"
[[desk.channel]]
id = 1
name = "Main"
number = "+15550100"
team = 1
recording = "on"
"#;
    let workspace = read_with(toml, &[]).expect("good").workspace;
    let subjects: Vec<_> = workspace.documents.iter().map(desk::Document::subject).collect();
    assert_eq!(
        subjects,
        [
            desk::Subject::Workspace,
            desk::Subject::Teammate(desk::TeammateId(1)),
            desk::Subject::Team(desk::TeamId(1)),
            desk::Subject::Channel(desk::ChannelId(1)),
        ]
    );
    let desk::Document::Team(_, team) = &workspace.documents[2] else { panic!("a team") };
    assert_eq!(team.members, [desk::TeammateId(1)]);
    assert_eq!(team.wrap_up_ms, 10_000);
    assert_eq!(
        workspace.beginners,
        [Beginner { teammate: desk::TeammateId(1), status: desk::Status::Active }]
    );
}

#[test]
fn the_example_says_nothing_wrong() {
    let config = read_with(include_str!("../../example.toml"), &[]).expect("good");
    assert_eq!(config.sip.trunks.len(), 2);
    assert_eq!(config.workspace.documents.len(), 4);
}

#[test]
fn a_page_needs_both_files_for_https_and_a_public_address_without_a_path() {
    let config = read_with(
        "[http]\ntls_cert = \"a.pem\"\ntls_key = \"b.pem\"\n\
         public_url = \"https://desk.example.org/\"\nproxies = [\"127.0.0.1\", \"::1\"]",
        &[],
    );
    let http = config.expect("good").http;
    assert_eq!(http.tls.expect("both").key.to_str(), Some("b.pem"));
    assert_eq!(http.proxies.len(), 2);
    assert!(wrong("[http]\ntls_cert = \"a.pem\"").contains("without `http.tls_key`"));
    assert!(wrong("[http]\ntls_key = \"a.pem\"").contains("without `http.tls_cert`"));
    let sentence = wrong("[http]\npublic_url = \"https://desk.example.org/help\"");
    assert_eq!(
        sentence,
        "`http.public_url` is \"https://desk.example.org/help\"; it must look like \
         https://desk.example.org, without a path."
    );
    assert!(wrong("[http]\nproxies = [\"proxy\"]").contains("no IP address"));
}

#[test]
fn the_variable_of_the_build_is_no_setting() {
    let config = read_with("", &[("CORDBOARD_UI", "skip")]).expect("good");
    assert!(config.ignored.is_empty());
}

#[test]
fn roles_and_what_is_retired_are_read_in_an_order_that_can_be_saved() {
    let text = r#"
[[desk.role]]
id = 4
name = "Supervisor"
permissions = ["takes_calls", "manage_availability"]
[[desk.team]]
id = 1
name = "Old"
retired = true
[[desk.team]]
id = 2
name = "New"
[[desk.teammate]]
id = 1
name = "Ana"
role = 4
teams = [2]
[[desk.channel]]
id = 1
name = "Main"
number = "+15550100"
team = 2
[[desk.channel]]
id = 2
name = "Before"
number = "+15550100"
team = 1
retired = true
"#;
    let workspace = read_with(text, &[]).expect("good").workspace;
    let subjects: Vec<_> = workspace.documents.iter().map(desk::Document::subject).collect();
    use desk::{ChannelId, RoleId, Subject, TeamId, TeammateId};
    assert_eq!(
        subjects,
        [
            Subject::Role(RoleId(4)),
            Subject::Teammate(TeammateId(1)),
            Subject::Team(TeamId(2)),
            Subject::Channel(ChannelId(2)),
            Subject::Channel(ChannelId(1)),
            Subject::Team(TeamId(1)),
        ]
    );
    let zero = "[[desk.role]]\nid = 0\nname = \"Nobody\"";
    assert_eq!(wrong(zero), "`desk.role` 0 means no role: number roles from 1.");
    let unknown = "[[desk.role]]\nid = 1\nname = \"X\"\npermissions = [\"fly\"]";
    assert!(wrong(unknown).contains("fly"), "{}", wrong(unknown));
}

#[test]
fn browser_phones_use_the_address_of_sip_unless_told_otherwise() {
    let phone = |toml: &str| read_with(toml, &[]).expect("good").phone;
    let bind = |toml: &str| phone(toml).bind.to_string();
    assert_eq!(bind("[sip]\nbind = \"127.0.0.1:5070\""), "127.0.0.1:10000");
    assert_eq!(
        bind("[sip]\nbind = \"127.0.0.1:0\""),
        "127.0.0.1:0",
        "a free one beside a free one"
    );
    assert_eq!(bind("[phone]\nbind = \"10.0.0.5:7000\""), "10.0.0.5:7000");
    assert_eq!(phone("[phone]\ncodec = \"opus\"").codec, Codec::Opus);
    assert!(wrong("[phone]\nbind = \"here\"").starts_with("`phone.bind` is \"here\""));
    let variables = [("CORDBOARD_PHONE__BIND", "127.0.0.1:7001")];
    assert_eq!(read_with("", &variables).expect("good").phone.bind.to_string(), "127.0.0.1:7001");
}

#[test]
fn without_a_mail_server_nothing_else_about_mail_is_set() {
    let config = read_with("", &[]).expect("good");
    assert!(config.mail.is_none());
    assert_eq!(config.addresses().mail_domain, "cordboard.invalid");
    assert_eq!(config.addresses().public_url, None);
    let config = read_with("[http]\npublic_url = \"https://desk.example.org:8443/\"", &[]);
    let addresses = config.expect("good").addresses();
    assert_eq!(addresses.public_url.as_deref(), Some("https://desk.example.org:8443"));
    assert_eq!(addresses.mail_domain, "desk.example.org");
    assert_eq!(
        wrong("[mail]\nfrom = \"a@example.org\""),
        "`mail.from` is set without `mail.smtp`; name the server, for example smtp = \
         \"smtp.example.org:587\"."
    );
}

#[test]
fn mail_is_encrypted_unless_the_operator_writes_otherwise() {
    use courier::mail::Tls;
    let read = |lines: &str| {
        let toml = format!("[mail]\nfrom = \"Support <help@example.org>\"\n{lines}");
        read_with(&toml, &[]).map(|config| config.mail.expect("a server"))
    };
    let tls = |lines: &str| read(lines).expect("good").tls;
    assert_eq!(tls("smtp = \"smtp.example.org:587\""), Tls::StartTls);
    assert_eq!(tls("smtp = \"smtp.example.org:465\""), Tls::Implicit);
    assert_eq!(tls("smtp = \"smtp.example.org:2525\"\ntls = \"tls\""), Tls::Implicit);
    assert_eq!(tls("smtp = \"localhost:25\"\ntls = \"none\""), Tls::None);
    assert_eq!(tls("smtp = \"[::1]:25\"\ntls = \"none\""), Tls::None);
    let open = "smtp = \"smtp.example.org:25\"\ntls = \"none\"";
    let sentence = read(open).expect_err("not silently").sentence;
    assert!(sentence.contains("smtp.example.org is not this machine"), "{sentence}");
    assert!(sentence.contains("`allow_plaintext = true`"), "{sentence}");
    assert_eq!(tls(&format!("{open}\nallow_plaintext = true")), Tls::None);
    let with_login = format!("{open}\nallow_plaintext = true\nuser = \"a\"\npassword = \"b\"");
    let sentence = read(&with_login).expect_err("never").sentence;
    assert!(sentence.contains("a password must not go"), "{sentence}");
}

#[test]
fn a_mail_setting_that_is_wrong_is_named() {
    for smtp in ["", "smtp.example.org", "smtp.example.org:0", "a b:25", ":25", "x:99999"] {
        let sentence = wrong(&format!("[mail]\nfrom = \"a@example.org\"\nsmtp = \"{smtp}\""));
        assert!(sentence.starts_with(&format!("`mail.smtp` is {smtp:?}")), "{sentence}");
    }
    let server = "[mail]\nsmtp = \"smtp.example.org:587\"";
    assert!(wrong(server).contains("without `mail.from`"));
    for from in ["", "Support", "a@", "a@b@c", "a@example.org\\r\\nBcc: x@y.z"] {
        let sentence = wrong(&format!("{server}\nfrom = \"{from}\""));
        assert!(sentence.starts_with("`mail.from`"), "{from}: {sentence}");
    }
    let from = format!("{server}\nfrom = \"a@example.org\"");
    assert!(wrong(&format!("{from}\nuser = \"a\"")).contains("without `mail.password`"));
    assert!(wrong(&format!("{from}\npassword = \"a\"")).contains("without `mail.user`"));
    let sentence = wrong(&format!("{from}\nca_file = \"/nowhere.pem\""));
    assert!(sentence.contains("`mail.ca_file`") && sentence.contains("/nowhere.pem"), "{sentence}");
    assert!(wrong(&format!("{from}\ntls = \"ssl\"")).contains("starttls, tls, none"));
}

#[test]
fn the_password_of_mail_is_never_shown() {
    let toml = "[mail]\nsmtp = \"smtp.example.org:587\"\nfrom = \"a@example.org\"\nuser = \"u\"";
    let variables = [("CORDBOARD_MAIL__PASSWORD", "very secret words")];
    let config = read_with(toml, &variables).expect("good");
    assert_eq!(config.mail.as_ref().and_then(|it| it.login.as_ref()).expect("set").user, "u");
    assert!(!format!("{config:?}").contains("very secret words"));
    let sentence = wrong(&format!("{toml}\npassword = 123456789"));
    assert!(!sentence.contains("123456789"), "{sentence}");
}

#[test]
fn networks_that_webhooks_may_reach_are_blocks_of_addresses() {
    let config = read_with("[webhooks]\nallow_internal = [\"10.0.0.0/8\", \"::1\"]", &[]);
    assert_eq!(config.expect("good").webhooks.allow_internal.len(), 2);
    let sentence = wrong("[webhooks]\nallow_internal = [\"lan\"]");
    assert_eq!(
        sentence,
        "`webhooks.allow_internal`: \"lan\" is neither an IP address nor a block such as \
         10.0.0.0/8."
    );
    assert!(wrong("[webhooks]\nallow_internal = true").contains("webhooks.allow_internal"));
}
