-- A small desk as the program of schema 2 wrote it, in the middle of its work: calls that have
-- ended, their offers, segments and recordings, one recording that is just being closed, and
-- jobs that are not done.

INSERT INTO call (workspace, id, conversation, contact, channel, placed, team, ended, outcome, state, caller, caller_name, called) VALUES
    (1, 12, 11, 10, 1, 1700000000010, 1, 1700000000030, 'completed', '{"id":12,"conversation":11,"contact":10,"channel":1,"leg":{"Caller":1},"placed":1700000000010,"stage":{"ended":{"outcome":"completed"}},"since":1700000000030,"team":1,"rank":13,"stay":1,"stay_since":1700000000010,"hold_until":null,"first_answer":1700000000024,"excluded":{"1":1700000300013},"lost":{},"barred":[],"consent":"given","recording":46,"lines":9,"segments":4,"ended":1700000000030}', '+15550000001', 'Caller 1', '+15550000'),
    (1, 17, 16, 15, 1, 1700000000011, 1, 1700000000017, 'completed', '{"id":17,"conversation":16,"contact":15,"channel":1,"leg":{"Caller":2},"placed":1700000000011,"stage":{"ended":{"outcome":"completed"}},"since":1700000000017,"team":1,"rank":18,"stay":1,"stay_since":1700000000011,"hold_until":null,"first_answer":1700000000014,"excluded":{},"lost":{},"barred":[],"consent":"given","recording":26,"lines":7,"segments":2,"ended":1700000000017}', '+15550000002', 'Caller 2', '+15550000'),
    (1, 21, 20, 10, 1, 1700000000012, 1, 1700000000018, 'completed', '{"id":21,"conversation":20,"contact":10,"channel":1,"leg":{"Caller":3},"placed":1700000000012,"stage":{"ended":{"outcome":"completed"}},"since":1700000000018,"team":1,"rank":22,"stay":1,"stay_since":1700000000012,"hold_until":null,"first_answer":1700000000015,"excluded":{},"lost":{},"barred":[],"consent":"given","recording":28,"lines":7,"segments":2,"ended":1700000000018}', '+15550000001', 'Caller 1', '+15550000'),
    (1, 31, 30, 29, 1, 1700000000016, 1, 1700000000028, 'completed', '{"id":31,"conversation":30,"contact":29,"channel":1,"leg":{"Caller":4},"placed":1700000000016,"stage":{"ended":{"outcome":"completed"}},"since":1700000000028,"team":1,"rank":32,"stay":1,"stay_since":1700000000016,"hold_until":null,"first_answer":1700000000019,"excluded":{},"lost":{},"barred":[],"consent":"given","recording":38,"lines":7,"segments":2,"ended":1700000000028}', '+15550000004', 'Caller 4', '+15550000'),
    (1, 41, 40, 39, 1, 1700000000020, 1, 1700000000034, 'completed', '{"id":41,"conversation":40,"contact":39,"channel":1,"leg":{"Caller":5},"placed":1700000000020,"stage":{"ended":{"outcome":"completed"}},"since":1700000000034,"team":1,"rank":42,"stay":1,"stay_since":1700000000020,"hold_until":null,"first_answer":1700000000029,"excluded":{},"lost":{},"barred":[],"consent":"given","recording":50,"lines":6,"segments":2,"ended":1700000000034}', '+15550000005', 'Caller 5', '+15550000');

INSERT INTO contact (workspace, id, last_active, state, number, name, email, name_key, email_key, number_key) VALUES
    (1, 10, 1700000000012, '{"id":10,"created":1700000000010,"last_active":1700000000012}', '+15550000001', 'Caller 1', NULL, 'caller 1', NULL, '10000005551'),
    (1, 15, 1700000000011, '{"id":15,"created":1700000000011,"last_active":1700000000011}', '+15550000002', 'Caller 2', NULL, 'caller 2', NULL, '20000005551'),
    (1, 29, 1700000000016, '{"id":29,"created":1700000000016,"last_active":1700000000016}', '+15550000004', 'Caller 4', NULL, 'caller 4', NULL, '40000005551'),
    (1, 39, 1700000000020, '{"id":39,"created":1700000000020,"last_active":1700000000020}', '+15550000005', 'Caller 5', NULL, 'caller 5', NULL, '50000005551');

INSERT INTO conversation (workspace, id, contact, call, teammate, team, standing, state, active) VALUES
    (1, 11, 10, 12, 2, 1, 'open', '{"id":11,"contact":10,"channel":1,"call":12,"state":"open","teammate":2,"team":1,"notes":0,"active":1700000000030}', 1700000000030),
    (1, 16, 15, 17, 2, 1, 'open', '{"id":16,"contact":15,"channel":1,"call":17,"state":"open","teammate":2,"team":1,"notes":0,"active":1700000000017}', 1700000000017),
    (1, 20, 10, 21, 3, 1, 'open', '{"id":20,"contact":10,"channel":1,"call":21,"state":"open","teammate":3,"team":1,"notes":0,"active":1700000000018}', 1700000000018),
    (1, 30, 29, 31, 1, 1, 'open', '{"id":30,"contact":29,"channel":1,"call":31,"state":"open","teammate":1,"team":1,"notes":0,"active":1700000000028}', 1700000000028),
    (1, 40, 39, 41, 3, 1, 'open', '{"id":40,"contact":39,"channel":1,"call":41,"state":"open","teammate":3,"team":1,"notes":0,"active":1700000000034}', 1700000000034);

INSERT INTO fact (workspace, seq, at, actor, cause, call, call_seq, kind, body) VALUES
    (1, 1, 1700000000001, '"operator"', NULL, NULL, NULL, 'settings_saved', '{"fact":"settings_saved","version":1,"document":{"Workspace":{"name":"Cordboard","kind":"live","hours":"always","ring_ms":30000,"answer_mode":"by_hand","number_matching":"match_contact","show_team_composition":"off","sip_phone_is_client":"on"}}}'),
    (1, 2, 1700000000002, '"operator"', NULL, NULL, NULL, 'settings_saved', '{"fact":"settings_saved","version":1,"document":{"Teammate":[1,{"name":"Teammate 1","role":0,"sip_phones":["sip:1@127.0.0.1"],"employment":"here"}]}}'),
    (1, 3, 1700000000003, '"operator"', NULL, NULL, NULL, 'settings_saved', '{"fact":"settings_saved","version":1,"document":{"Teammate":[2,{"name":"Teammate 2","role":0,"sip_phones":["sip:2@127.0.0.1"],"employment":"here"}]}}'),
    (1, 4, 1700000000004, '"operator"', NULL, NULL, NULL, 'settings_saved', '{"fact":"settings_saved","version":1,"document":{"Teammate":[3,{"name":"Teammate 3","role":0,"sip_phones":["sip:3@127.0.0.1"],"employment":"here"}]}}'),
    (1, 5, 1700000000005, '"operator"', NULL, NULL, NULL, 'settings_saved', '{"fact":"settings_saved","version":1,"document":{"Team":[1,{"name":"Support","members":[1,2,3],"hours":"always","assignment":"manual","conversation_limit":0,"queue_max":null,"hold_limit_minutes":null,"wrap_up_ms":0,"retired":"off"}]}}'),
    (1, 6, 1700000000006, '"operator"', NULL, NULL, NULL, 'settings_saved', '{"fact":"settings_saved","version":1,"document":{"Channel":[1,{"name":"Hotline","number":"+15550000","team":1,"recording":"on","retired":"off"}]}}'),
    (1, 7, 1700000000007, '{"teammate":1}', NULL, NULL, NULL, 'status_set', '{"fact":"status_set","teammate":1,"status":"active"}'),
    (1, 8, 1700000000008, '{"teammate":2}', NULL, NULL, NULL, 'status_set', '{"fact":"status_set","teammate":2,"status":"active"}'),
    (1, 9, 1700000000009, '{"teammate":3}', NULL, NULL, NULL, 'status_set', '{"fact":"status_set","teammate":3,"status":"active"}'),
    (1, 10, 1700000000010, '"desk"', NULL, NULL, NULL, 'contact_created', '{"fact":"contact_created","contact":10}'),
    (1, 11, 1700000000010, '"caller"', 10, NULL, NULL, 'conversation_created', '{"fact":"conversation_created","conversation":11,"contact":10,"channel":1}'),
    (1, 12, 1700000000010, '"caller"', 11, 12, 1, 'call_arrived', '{"fact":"call_arrived","call":12,"conversation":11,"contact":10,"channel":1,"leg":{"Caller":1}}'),
    (1, 13, 1700000000010, '"desk"', 12, 12, 2, 'call_queued', '{"fact":"call_queued","call":12,"team":1,"hold_until":null}'),
    (1, 14, 1700000000010, '"desk"', 13, 12, 3, 'call_offered', '{"fact":"call_offered","call":12,"offer":14,"teammate":1,"team":1,"how":"picked","ring_until":1700000030010,"considered":{"counts":[["eligible",3]],"nearest":[[1,"eligible"],[2,"eligible"],[3,"eligible"]]}}'),
    (1, 15, 1700000000011, '"desk"', NULL, NULL, NULL, 'contact_created', '{"fact":"contact_created","contact":15}'),
    (1, 16, 1700000000011, '"caller"', 15, NULL, NULL, 'conversation_created', '{"fact":"conversation_created","conversation":16,"contact":15,"channel":1}'),
    (1, 17, 1700000000011, '"caller"', 16, 17, 1, 'call_arrived', '{"fact":"call_arrived","call":17,"conversation":16,"contact":15,"channel":1,"leg":{"Caller":2}}'),
    (1, 18, 1700000000011, '"desk"', 17, 17, 2, 'call_queued', '{"fact":"call_queued","call":17,"team":1,"hold_until":null}'),
    (1, 19, 1700000000011, '"desk"', 18, 17, 3, 'call_offered', '{"fact":"call_offered","call":17,"offer":19,"teammate":2,"team":1,"how":"picked","ring_until":1700000030011,"considered":{"counts":[["eligible",2],["ringing",1]],"nearest":[[2,"eligible"],[3,"eligible"]]}}'),
    (1, 20, 1700000000012, '"caller"', NULL, NULL, NULL, 'conversation_created', '{"fact":"conversation_created","conversation":20,"contact":10,"channel":1}'),
    (1, 21, 1700000000012, '"caller"', 20, 21, 1, 'call_arrived', '{"fact":"call_arrived","call":21,"conversation":20,"contact":10,"channel":1,"leg":{"Caller":3}}'),
    (1, 22, 1700000000012, '"desk"', 21, 21, 2, 'call_queued', '{"fact":"call_queued","call":21,"team":1,"hold_until":null}'),
    (1, 23, 1700000000012, '"desk"', 22, 21, 3, 'call_offered', '{"fact":"call_offered","call":21,"offer":23,"teammate":3,"team":1,"how":"picked","ring_until":1700000030012,"considered":{"counts":[["eligible",1],["ringing",2]],"nearest":[[3,"eligible"]]}}'),
    (1, 24, 1700000000013, '{"teammate":1}', 14, 12, 4, 'call_declined', '{"fact":"call_declined","call":12,"offer":14,"teammate":1,"cause":"decline_button","excluded_until":1700000300013}'),
    (1, 25, 1700000000014, '{"teammate":2}', 19, 17, 4, 'call_answered', '{"fact":"call_answered","call":17,"offer":19,"teammate":2,"leg":{"Offer":[19,1]}}'),
    (1, 26, 1700000000014, '"desk"', 25, 17, 5, 'recording_started', '{"fact":"recording_started","call":17,"recording":26}'),
    (1, 27, 1700000000015, '{"teammate":3}', 23, 21, 4, 'call_answered', '{"fact":"call_answered","call":21,"offer":23,"teammate":3,"leg":{"Offer":[23,1]}}'),
    (1, 28, 1700000000015, '"desk"', 27, 21, 5, 'recording_started', '{"fact":"recording_started","call":21,"recording":28}'),
    (1, 29, 1700000000016, '"desk"', NULL, NULL, NULL, 'contact_created', '{"fact":"contact_created","contact":29}'),
    (1, 30, 1700000000016, '"caller"', 29, NULL, NULL, 'conversation_created', '{"fact":"conversation_created","conversation":30,"contact":29,"channel":1}'),
    (1, 31, 1700000000016, '"caller"', 30, 31, 1, 'call_arrived', '{"fact":"call_arrived","call":31,"conversation":30,"contact":29,"channel":1,"leg":{"Caller":4}}'),
    (1, 32, 1700000000016, '"desk"', 31, 31, 2, 'call_queued', '{"fact":"call_queued","call":31,"team":1,"hold_until":null}'),
    (1, 33, 1700000000016, '"desk"', 32, 31, 3, 'call_offered', '{"fact":"call_offered","call":31,"offer":33,"teammate":1,"team":1,"how":"picked","ring_until":1700000030016,"considered":{"counts":[["eligible",1],["on_call",2]],"nearest":[[1,"eligible"]]}}'),
    (1, 34, 1700000000017, '"caller"', NULL, 17, 6, 'call_ended', '{"fact":"call_ended","call":17,"outcome":"completed","ended":1700000000017}'),
    (1, 35, 1700000000017, '"desk"', 34, 12, 5, 'call_offered', '{"fact":"call_offered","call":12,"offer":35,"teammate":2,"team":1,"how":"picked","ring_until":1700000030017,"considered":{"counts":[["eligible",1],["ringing",1],["on_call",1]],"nearest":[[2,"eligible"]]}}'),
    (1, 36, 1700000000018, '"caller"', NULL, 21, 6, 'call_ended', '{"fact":"call_ended","call":21,"outcome":"completed","ended":1700000000018}'),
    (1, 37, 1700000000019, '{"teammate":1}', 33, 31, 4, 'call_answered', '{"fact":"call_answered","call":31,"offer":33,"teammate":1,"leg":{"Offer":[33,1]}}'),
    (1, 38, 1700000000019, '"desk"', 37, 31, 5, 'recording_started', '{"fact":"recording_started","call":31,"recording":38}'),
    (1, 39, 1700000000020, '"desk"', NULL, NULL, NULL, 'contact_created', '{"fact":"contact_created","contact":39}'),
    (1, 40, 1700000000020, '"caller"', 39, NULL, NULL, 'conversation_created', '{"fact":"conversation_created","conversation":40,"contact":39,"channel":1}'),
    (1, 41, 1700000000020, '"caller"', 40, 41, 1, 'call_arrived', '{"fact":"call_arrived","call":41,"conversation":40,"contact":39,"channel":1,"leg":{"Caller":5}}'),
    (1, 42, 1700000000020, '"desk"', 41, 41, 2, 'call_queued', '{"fact":"call_queued","call":41,"team":1,"hold_until":null}'),
    (1, 43, 1700000000020, '"desk"', 42, 41, 3, 'call_offered', '{"fact":"call_offered","call":41,"offer":43,"teammate":3,"team":1,"how":"picked","ring_until":1700000030020,"considered":{"counts":[["eligible",1],["ringing",1],["on_call",1]],"nearest":[[3,"eligible"]]}}'),
    (1, 44, 1700000000021, '"line"', NULL, 17, 7, 'recording_stored', '{"fact":"recording_stored","call":17,"recording":26,"length_ms":1}'),
    (1, 45, 1700000000024, '{"teammate":2}', 35, 12, 6, 'call_answered', '{"fact":"call_answered","call":12,"offer":35,"teammate":2,"leg":{"Offer":[35,1]}}'),
    (1, 46, 1700000000024, '"desk"', 45, 12, 7, 'recording_started', '{"fact":"recording_started","call":12,"recording":46}'),
    (1, 47, 1700000000025, '"line"', NULL, 21, 7, 'recording_stored', '{"fact":"recording_stored","call":21,"recording":28,"length_ms":1}'),
    (1, 48, 1700000000028, '"caller"', NULL, 31, 6, 'call_ended', '{"fact":"call_ended","call":31,"outcome":"completed","ended":1700000000028}'),
    (1, 49, 1700000000029, '{"teammate":3}', 43, 41, 4, 'call_answered', '{"fact":"call_answered","call":41,"offer":43,"teammate":3,"leg":{"Offer":[43,1]}}'),
    (1, 50, 1700000000029, '"desk"', 49, 41, 5, 'recording_started', '{"fact":"recording_started","call":41,"recording":50}'),
    (1, 51, 1700000000030, '"caller"', NULL, 12, 8, 'call_ended', '{"fact":"call_ended","call":12,"outcome":"completed","ended":1700000000030}'),
    (1, 52, 1700000000031, '"line"', NULL, 31, 7, 'recording_stored', '{"fact":"recording_stored","call":31,"recording":38,"length_ms":1}'),
    (1, 53, 1700000000034, '"caller"', NULL, 41, 6, 'call_ended', '{"fact":"call_ended","call":41,"outcome":"completed","ended":1700000000034}'),
    (1, 54, 1700000000035, '"line"', NULL, 12, 9, 'recording_stored', '{"fact":"recording_stored","call":12,"recording":46,"length_ms":1}');

INSERT INTO job (workspace, key, kind, body, due, attempts, last_error, done) VALUES
    (1, 'store-recording-26', 'store_recording', '{"job":"store_recording","recording":26,"call":17,"path":"live/26.wav"}', 1700000000024, 0, NULL, NULL),
    (1, 'store-recording-28', 'store_recording', '{"job":"store_recording","recording":28,"call":21,"path":"live/28.wav"}', 1700000000028, 0, NULL, NULL),
    (1, 'store-recording-38', 'store_recording', '{"job":"store_recording","recording":38,"call":31,"path":"live/38.wav"}', 1700000000032, 0, NULL, NULL),
    (1, 'store-recording-46', 'store_recording', '{"job":"store_recording","recording":46,"call":12,"path":"live/46.wav"}', 1700000000036, 0, NULL, NULL);

INSERT INTO account (workspace, teammate, email, email_key, password, created) VALUES
    (1, 1, 'Ana@Example.org', 'ana@example.org', '$argon2id$', 1700000000000);

INSERT INTO audit (workspace, id, at, teammate, what, subject) VALUES
    (1, 1, 1700000000030, 2, 'recording_played', 26);

INSERT INTO lease (workspace, node, epoch) VALUES
    (1, 'main', 1);

INSERT INTO offer (workspace, id, call, teammate, at, ended, state) VALUES
    (1, 14, 12, 1, 1700000000010, 1700000000013, '{"id":14,"call":12,"teammate":1,"team":1,"how":"picked","at":1700000000010,"ring_until":1700000030010,"ended":[1700000000013,{"declined":"decline_button"}],"considered":{"counts":[["eligible",3]],"nearest":[[1,"eligible"],[2,"eligible"],[3,"eligible"]]}}'),
    (1, 19, 17, 2, 1700000000011, 1700000000014, '{"id":19,"call":17,"teammate":2,"team":1,"how":"picked","at":1700000000011,"ring_until":1700000030011,"ended":[1700000000014,"answered"],"considered":{"counts":[["eligible",2],["ringing",1]],"nearest":[[2,"eligible"],[3,"eligible"]]}}'),
    (1, 23, 21, 3, 1700000000012, 1700000000015, '{"id":23,"call":21,"teammate":3,"team":1,"how":"picked","at":1700000000012,"ring_until":1700000030012,"ended":[1700000000015,"answered"],"considered":{"counts":[["eligible",1],["ringing",2]],"nearest":[[3,"eligible"]]}}'),
    (1, 33, 31, 1, 1700000000016, 1700000000019, '{"id":33,"call":31,"teammate":1,"team":1,"how":"picked","at":1700000000016,"ring_until":1700000030016,"ended":[1700000000019,"answered"],"considered":{"counts":[["eligible",1],["on_call",2]],"nearest":[[1,"eligible"]]}}'),
    (1, 35, 12, 2, 1700000000017, 1700000000024, '{"id":35,"call":12,"teammate":2,"team":1,"how":"picked","at":1700000000017,"ring_until":1700000030017,"ended":[1700000000024,"answered"],"considered":{"counts":[["eligible",1],["ringing",1],["on_call",1]],"nearest":[[2,"eligible"]]}}'),
    (1, 43, 41, 3, 1700000000020, 1700000000029, '{"id":43,"call":41,"teammate":3,"team":1,"how":"picked","at":1700000000020,"ring_until":1700000030020,"ended":[1700000000029,"answered"],"considered":{"counts":[["eligible",1],["ringing",1],["on_call",1]],"nearest":[[3,"eligible"]]}}');

INSERT INTO recording (workspace, id, call, stage, state, path) VALUES
    (1, 26, 17, 'stored', '{"id":26,"call":17,"started":1700000000014,"stage":{"stored":{"length_ms":1}}}', 'live/26.wav'),
    (1, 28, 21, 'stored', '{"id":28,"call":21,"started":1700000000015,"stage":{"stored":{"length_ms":1}}}', 'live/28.wav'),
    (1, 38, 31, 'stored', '{"id":38,"call":31,"started":1700000000019,"stage":{"stored":{"length_ms":1}}}', 'live/38.wav'),
    (1, 46, 12, 'stored', '{"id":46,"call":12,"started":1700000000024,"stage":{"stored":{"length_ms":1}}}', 'live/46.wav'),
    (1, 50, 41, 'closing', '{"id":50,"call":41,"started":1700000000029,"stage":"closing"}', NULL);

INSERT INTO segment (workspace, call, n, kind, team, teammate, stay, started, ended) VALUES
    (1, 12, 1, 'ring', 1, 1, 1, 1700000000010, 1700000000013),
    (1, 12, 2, 'queue', 1, NULL, 1, 1700000000013, 1700000000017),
    (1, 12, 3, 'ring', 1, 2, 1, 1700000000017, 1700000000024),
    (1, 12, 4, 'talk', 1, 2, 1, 1700000000024, 1700000000030),
    (1, 17, 1, 'ring', 1, 2, 1, 1700000000011, 1700000000014),
    (1, 17, 2, 'talk', 1, 2, 1, 1700000000014, 1700000000017),
    (1, 21, 1, 'ring', 1, 3, 1, 1700000000012, 1700000000015),
    (1, 21, 2, 'talk', 1, 3, 1, 1700000000015, 1700000000018),
    (1, 31, 1, 'ring', 1, 1, 1, 1700000000016, 1700000000019),
    (1, 31, 2, 'talk', 1, 1, 1, 1700000000019, 1700000000028),
    (1, 41, 1, 'ring', 1, 3, 1, 1700000000020, 1700000000029),
    (1, 41, 2, 'talk', 1, 3, 1, 1700000000029, 1700000000034);

INSERT INTO settings (workspace, subject, version, state) VALUES
    (1, 'channel:1', 1, '{"Channel":[1,{"name":"Hotline","number":"+15550000","team":1,"recording":"on","retired":"off"}]}'),
    (1, 'team:1', 1, '{"Team":[1,{"name":"Support","members":[1,2,3],"hours":"always","assignment":"manual","conversation_limit":0,"queue_max":null,"hold_limit_minutes":null,"wrap_up_ms":0,"retired":"off"}]}'),
    (1, 'teammate:1', 1, '{"Teammate":[1,{"name":"Teammate 1","role":0,"sip_phones":["sip:1@127.0.0.1"],"employment":"here"}]}'),
    (1, 'teammate:2', 1, '{"Teammate":[2,{"name":"Teammate 2","role":0,"sip_phones":["sip:2@127.0.0.1"],"employment":"here"}]}'),
    (1, 'teammate:3', 1, '{"Teammate":[3,{"name":"Teammate 3","role":0,"sip_phones":["sip:3@127.0.0.1"],"employment":"here"}]}'),
    (1, 'workspace', 1, '{"Workspace":{"name":"Cordboard","kind":"live","hours":"always","ring_ms":30000,"answer_mode":"by_hand","number_matching":"match_contact","show_team_composition":"off","sip_phone_is_client":"on"}}');

INSERT INTO teammate (workspace, id, state) VALUES
    (1, 1, '{"id":1,"status":"active","channels":"all","phone":"free","last_assigned":1700000000016}'),
    (1, 2, '{"id":2,"status":"active","channels":"all","phone":"free","last_assigned":1700000000017}'),
    (1, 3, '{"id":3,"status":"active","channels":"all","phone":"free","last_assigned":1700000000020}');
