// Made by web/generator from crates/api/openapi.json. 8c2542269d2d5a130c5ee4b457f00488834674a4e531fdd452916a70d4177324 db2debce7779805c9be982f3f83df1a5fa0a1574b0c4951de732d542d0d6186c
export interface paths {
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The viewer's alerts, the newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    before?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The viewer has seen alerts. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AlertsSeen"];
                };
            };
            responses: {
                /** @description Done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what, the latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    before?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls that are over, the last placed first. */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    before?: string;
                    /** @description How many, 100 at most; 50 unless given. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PastCalls"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of the notifications after a call. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CallNotifications"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calls/{id}/why": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a call went as it went. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Why"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the desk for something in the viewer's name. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["CommandAsked"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CommandDone"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A contact and its last conversations. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Contact"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erases everything that is known of a contact: name, number, address, notes, mails and
         *     recordings. What happened stays, without the person.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of a list of conversations. */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    after?: string;
                    /** @description How many, 100 at most; 50 unless given. */
                    limit?: number;
                    /** @description In which order. */
                    sort?: "newest" | "oldest";
                    /** @description Open ones, closed ones, or all. */
                    state?: "open" | "closed" | "any";
                    /** @description The team of the view `team`. */
                    team?: number;
                    /** @description The view. */
                    view?: "yours" | "unassigned" | "all" | "waiting" | "active" | "team";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConversationPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A conversation with everything in it. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ConversationDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts a tag on a conversation. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    tag: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Takes a tag off a conversation. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    tag: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The figures of this moment. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Strip"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations that wait to be accepted, the newest first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InvitationView"][];
                    };
                };
            };
        };
        put?: never;
        /** Invites somebody; an earlier invitation to the same address stops working. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Invited"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraws an invitation; its link stops working. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Withdrawn */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accepts an invitation: makes the teammate and signs in. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AcceptInvitation"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/open/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an invited person sees first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OpenInvitation"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Jobs, the latest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    before?: string;
                    /** @description Which. */
                    state?: "waiting" | "failing" | "given_up" | "done";
                    /** @description The calls of this webhook alone. */
                    webhook?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JobPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{key}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries a job again, now. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The live connection of a page: a WebSocket on which it sends `FromPage` and is sent
         *     `ToPage`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The connection stands */
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a notification can begin. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotificationTemplate"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notification-variables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can stand in a mail. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VariableView"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of one notification. */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    before?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ResultPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each notification did last. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NotificationActivity"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says what a notification would do after a call. Nothing is sent. Who looks at a call
         *     this way is written down first: the mail shows what the call's card does not.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TryNotification"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Trial"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mails, the newest first. */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    before?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MailPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A mail, whole. Who reads one is written down first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MailDetail"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes one's own password; every other session of one's own ends. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PasswordChange"];
                };
            };
            responses: {
                /** @description Changed */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens the tab's phone, or opens it anew. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PhoneOffer"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PhoneAnswer"];
                    };
                };
            };
        };
        /** Closes the tab's phone. */
        delete: {
            parameters: {
                query: {
                    /** @description The tab. */
                    tab: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Closed */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone/echo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts or ends the test call. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PhoneEcho"];
                };
            };
            responses: {
                /** @description It does */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Deletes a recording: it can be heard no more at once, and its file is gone within a
         *     minute.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/audio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A recording as a WAV file, or a piece of it. Who listens is written down first. */
        get: {
            parameters: {
                query?: {
                    /** @description `1`: to be kept as a file. */
                    download?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "audio/wav": unknown;
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recordings/{id}/peaks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The waveform of a recording. */
        get: {
            parameters: {
                query?: {
                    /** @description How many parts, 1 to 2,000; 400 unless given. */
                    n?: number;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Peaks"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/results/{id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Writes and sends a notification's mail again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Resent"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contacts by name, number or e-mail address, and their last conversations. */
        get: {
            parameters: {
                query?: {
                    /** @description The beginning of a name, an e-mail address or a number, or a number's end. */
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SearchResult"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
            };
        };
        put?: never;
        /** Signs in. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SignIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
            };
        };
        /** Signs out. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Signed out, or nobody was signed in */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own sessions, the one used last first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionView"][];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one of one's own sessions. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Ended */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All settings. Trunks, notifications and webhooks are shown to those who may change them. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Settings"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a channel. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewChannel"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Created"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Saves a channel's settings. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChannelChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Saved"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/channels/{id}/route": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What would happen to a call to a channel's number now. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RouteView"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a notification. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewNotification"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Created"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/notifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Saves a notification. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NotificationChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Saved"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a role. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewRole"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Created"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Saves a role's settings. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RoleChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Saved"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/tags/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Renames or retires a tag. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TagChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Saved"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/teammates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Saves a teammate's settings. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TeammateChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Saved"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a team. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewTeam"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Created"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Saves a team's settings. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TeamChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Saved"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/trunks/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Saves a trunk, or makes one. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TrunkChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Saved"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /** Takes a trunk away. Calls under way go on. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Removed */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/trunks/{name}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks a trunk whether it is there. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TrunkTest"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TrunkTested"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a webhook. It has no secret yet, and is told nothing before it has one. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Created"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Saves a webhook. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WebhookChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Saved"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/workspace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Saves the workspace's settings. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WorkspaceChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Saved"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sets the desk up: names the workspace, makes the roles where there are none, and the
         *     owner, who is signed in then.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SetUp"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a page may know before anybody signed in. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HouseState"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All tags, by name. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TagView"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Makes a tag. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TagMade"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Created"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tasks: open ones the most urgent first, then by when they are due; done ones the latest
         *     first.
         */
        get: {
            parameters: {
                query?: {
                    /** @description `next` of the page before. */
                    before?: string;
                    /** @description Those of this priority alone. */
                    priority?: "low" | "medium" | "high" | "urgent";
                    /** @description Which. */
                    view?: "mine" | "open" | "done";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaskPage"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Creates a task. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewTask"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaskView"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One task, as the list shows it. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaskView"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /** Changes a task: whole new values. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TaskChange"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaskView"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/done": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A task is done. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaskView"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tasks/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A task is to be done again. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TaskView"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teammates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody who works here, by name. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TeammateView"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teammates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Removes a teammate: sessions, sockets and calls of theirs end at once, the name stays
         *     in old logs.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Removed */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many open conversations each view has. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Views"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/waiting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Calls that wait, team by team, first come first. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WaitingCall"][];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a new signing secret, shown this once; the one before is of no use any more. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookSecret"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Calls a webhook with an event of the type `test`. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookTested"];
                    };
                };
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Accepts an invitation. */
        AcceptInvitation: {
            /** @description The name, as the person writes it. */
            name: string;
            /** @description The password. */
            password: string;
            /** @description The link's token. */
            token: string;
        };
        /** @description A page of alerts. */
        AlertPage: {
            /** @description The alerts, the newest first. */
            items: components["schemas"]["AlertView"][];
            /** @description Where the next page begins; null: this was the last. */
            next: string | null;
            /**
             * Format: int64
             * @description How many the viewer has not seen.
             */
            unseen: number;
        };
        /** @description An alert in the app. */
        AlertPlan: {
            /** @description Whom it is for. */
            to: components["schemas"]["AlertTo"];
        };
        /** @description Up to where alerts were seen. */
        AlertsSeen: {
            /**
             * Format: int64
             * @description The newest alert that was seen.
             */
            until: number;
        };
        /** @description Whom an alert is for. */
        AlertTo: {
            /** @enum {string} */
            to: "everybody";
        } | {
            /** @description Who. */
            teammates: number[];
            /** @enum {string} */
            to: "teammates";
        };
        /** @description An alert in the app. */
        AlertView: {
            /**
             * Format: int64
             * @description When it was given.
             */
            at_ms: number;
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /** @description Whose conversation it is. */
            contact: components["schemas"]["ContactBrief"];
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /**
             * Format: int64
             * @description The alert.
             */
            id: number;
            /** @description The notification that gave it. */
            notification: string;
            /** @description Whether the viewer has seen it. */
            seen: boolean;
            /** @description What it says; empty once it was erased. */
            title: string;
        };
        /**
         * @description Whether a teammate has to act to be connected.
         * @enum {string}
         */
        AnswerMode: "by_hand" | "auto";
        /**
         * @description Whether one of them is enough.
         * @enum {string}
         */
        AnyAll: "any" | "all";
        /**
         * @description How a team's conversations are assigned; calls never ask.
         * @enum {string}
         */
        AssignmentMethod: "manual" | "round_robin" | "balanced";
        /** @description A page of the audit log. */
        AuditPage: {
            /** @description The lines, the newest first. */
            items: components["schemas"]["AuditView"][];
            /** @description Where the next page begins; null: this was the last. */
            next: string | null;
        };
        /** @description A line of the audit log. */
        AuditView: {
            /**
             * Format: int64
             * @description When.
             */
            at_ms: number;
            /**
             * Format: int64
             * @description The line.
             */
            id: number;
            /** @description To what: `recording 7`, `team Support`. */
            subject: string | null;
            teammate: components["schemas"]["NameRef"] | null;
            /** @description What was done: `recording_played`, `team_saved`, …. */
            what: string;
            /** @description The same in words. */
            words: string;
        };
        /** @description A part of a mail's body. */
        Block: {
            /** @enum {string} */
            block: "paragraph";
            /** @description Its words. */
            pieces: components["schemas"]["Piece"][];
        } | {
            /** @enum {string} */
            block: "heading";
            /** @description Its words. */
            pieces: components["schemas"]["Piece"][];
        } | {
            /** @enum {string} */
            block: "bullets";
            /** @description Its lines. */
            items: components["schemas"]["Piece"][][];
        } | {
            /** @enum {string} */
            block: "numbers";
            /** @description Its lines. */
            items: components["schemas"]["Piece"][][];
        };
        /**
         * @description Why a connection ends.
         * @enum {string}
         */
        Bye: "signed_out" | "removed" | "replaced" | "too_slow" | "stopping";
        /** @description A call in one line of a list. */
        CallBrief: {
            /**
             * Format: int64
             * @description When a teammate answered first.
             */
            answered_ms: number | null;
            /**
             * Format: int64
             * @description When it ended.
             */
            ended_ms: number | null;
            /**
             * Format: int64
             * @description The call.
             */
            id: number;
            /** @description Its outcome's stable name. */
            outcome: string | null;
            /** @description Its outcome as people read it. */
            outcome_words: string | null;
            /**
             * Format: int64
             * @description When the customer placed it.
             */
            placed_ms: number;
            /**
             * Format: int64
             * @description Since when it stands there.
             */
            since_ms: number;
            /** @description Where it stands. */
            stage: components["schemas"]["CallStage"];
            teammate: components["schemas"]["NameRef"] | null;
        };
        /** @description The card of a call. */
        CallCard: {
            /**
             * Format: int64
             * @description When a teammate answered first.
             */
            answered_ms: number | null;
            /** @description The number that was called. */
            called: string | null;
            /** @description The caller's number; null when withheld. */
            caller: string | null;
            /** @description The caller's display name. */
            caller_name: string | null;
            /** @description The channel called. */
            channel: components["schemas"]["NameRef"];
            /** @description Who placed it. */
            direction: components["schemas"]["Direction"];
            /** @description What its time was spent on. */
            durations: components["schemas"]["Durations"];
            /** @description Who or what ended it, as people read it. */
            ended_by: string | null;
            /**
             * Format: int64
             * @description When it ended.
             */
            ended_ms: number | null;
            /**
             * Format: int64
             * @description The call.
             */
            id: number;
            /** @description What the viewer may do with it now. */
            may: components["schemas"]["May"][];
            /** @description Its outcome's stable name. */
            outcome: string | null;
            /** @description Its outcome as people read it. */
            outcome_words: string | null;
            /**
             * Format: int64
             * @description When the customer placed it.
             */
            placed_ms: number;
            /** @description Its recordings, in order. */
            recordings: components["schemas"]["RecordingView"][];
            /** @description Where it stands. */
            stage: components["schemas"]["CallStage"];
            team: components["schemas"]["NameRef"] | null;
            teammate: components["schemas"]["NameRef"] | null;
        };
        /** @description What became of all notifications after one call. */
        CallNotifications: {
            /** @description The results, the newest first. */
            items: components["schemas"]["ResultView"][];
            /** @description Why some notifications were not judged yet; null: nothing is waited for. */
            pending: string | null;
        };
        /**
         * @description Where a call stands.
         * @enum {string}
         */
        CallStage: "menu" | "queued" | "ringing" | "talking" | "on_hold" | "deflected" | "ended";
        /** @description A call on the live stream. */
        CallView: {
            /**
             * Format: int64
             * @description When a teammate answered first.
             */
            answered_ms: number | null;
            /** @description Where it came in. */
            channel: components["schemas"]["NameRef"];
            /** @description Who calls. */
            contact: components["schemas"]["ContactBrief"];
            /**
             * Format: int64
             * @description The conversation it lives in.
             */
            conversation: number;
            /**
             * Format: int64
             * @description When it ended.
             */
            ended_ms: number | null;
            /**
             * Format: int64
             * @description The call.
             */
            id: number;
            /** @description Its outcome's stable name, once ended. */
            outcome: string | null;
            /** @description The outcome in words. */
            outcome_words: string | null;
            /**
             * Format: int32
             * @description Its place in the queue when this was made, from 1.
             */
            place: number | null;
            /**
             * Format: int64
             * @description When it was placed.
             */
            placed_ms: number;
            /**
             * Format: int64
             * @description Since when it stands there.
             */
            since_ms: number;
            /** @description Where it stands. */
            stage: components["schemas"]["CallStage"];
            team: components["schemas"]["NameRef"] | null;
            teammate: components["schemas"]["NameRef"] | null;
        };
        /** @description What has changed, as it is now. */
        Changes: {
            /** @description Calls. */
            calls: components["schemas"]["CallView"][];
            /** @description Conversations. */
            conversations: components["schemas"]["ConversationItem"][];
            /**
             * Format: int64
             * @description The `seq` of the frame before; when the page holds another, it has missed something.
             */
            previous: number;
            /**
             * Format: int64
             * @description The last line of the log that is told here.
             */
            seq: number;
            /** @description Settings documents to read anew: `workspace`, `team/3`, `contact/9`. */
            settings: string[];
            strip: components["schemas"]["Strip"] | null;
            /** @description Teammates. */
            teammates: components["schemas"]["TeammateView"][];
        };
        /** @description A channel's new settings. */
        ChannelChange: {
            /** @description The document, whole. */
            document: components["schemas"]["ChannelSettings"];
            /**
             * Format: int64
             * @description The version it was read at.
             */
            version: number;
        };
        /** @description A channel's settings. */
        ChannelDoc: {
            /** @description The document. */
            document: components["schemas"]["ChannelSettings"];
            /** @description Whether the configuration file sets it anew at every start. */
            from_file: boolean;
            /**
             * Format: int64
             * @description The channel.
             */
            id: number;
            /**
             * Format: int64
             * @description Which version this is; sent back with a change.
             */
            version: number;
        };
        /**
         * @description Channel availability.
         * @enum {string}
         */
        Channels: "all" | "conversations" | "phone";
        /** @description A phone channel's settings. */
        ChannelSettings: {
            /** @description Shown name. */
            name: string;
            /** @description The number that is called, in E.164. */
            number: string;
            /** @description Recording. */
            recording: components["schemas"]["RecordingMode"];
            /** @description A retired channel takes no calls, and its number is free for another. */
            retired: components["schemas"]["Toggle"];
            /**
             * Format: int64
             * @description The team its calls go to.
             */
            team: number;
        };
        /** @description Taking waiting calls by hand. */
        Claim: {
            /** @description Why none can be taken now; `null` when they can. */
            reason: string | null;
            /** @description The teams whose calls may be taken by this person. */
            teams: number[];
        };
        /**
         * @description What a teammate may ask the desk for, as the desk reads it. Like the settings this
         *     type describes the desk's own, and a test holds the two together.
         */
        Command: {
            /** @enum {string} */
            do: "answer";
            /**
             * Format: int64
             * @description The offer.
             */
            offer: number;
            /**
             * Format: int64
             * @description The tab; the server fills it in.
             */
            tab?: number | null;
        } | {
            /** @enum {string} */
            do: "decline";
            /**
             * Format: int64
             * @description The offer.
             */
            offer: number;
        } | {
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /** @enum {string} */
            do: "claim";
        } | {
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /** @enum {string} */
            do: "hold";
        } | {
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /** @enum {string} */
            do: "resume";
        } | {
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /** @enum {string} */
            do: "mute";
            /** @description On or off. */
            mute: components["schemas"]["Toggle"];
        } | {
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /** @enum {string} */
            do: "pause_recording";
        } | {
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /** @enum {string} */
            do: "resume_recording";
        } | {
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /** @enum {string} */
            do: "end";
        } | {
            /** @enum {string} */
            do: "set_status";
            /** @description The status. */
            status: components["schemas"]["Status"];
            /**
             * Format: int64
             * @description Whose.
             */
            teammate: number;
        } | {
            /** @description The channels. */
            channels: components["schemas"]["Channels"];
            /** @enum {string} */
            do: "set_channels";
            /**
             * Format: int64
             * @description Whose.
             */
            teammate: number;
        } | {
            /** @enum {string} */
            do: "switch_to_active";
        } | {
            /** @description The words, at most 20,000 characters. */
            body: string;
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /** @enum {string} */
            do: "add_note";
        } | {
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /** @enum {string} */
            do: "assign";
            /**
             * Format: int64
             * @description The new team; null leaves it.
             */
            team?: number | null;
            /**
             * Format: int64
             * @description The new owner; null leaves it.
             */
            teammate?: number | null;
        } | {
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /** @enum {string} */
            do: "close";
        } | {
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /** @enum {string} */
            do: "open";
        } | {
            /**
             * Format: int64
             * @description The contact.
             */
            contact: number;
            /** @enum {string} */
            do: "edit_contact";
            /** @description The e-mail address; null or left out leaves it, empty takes it away. */
            email?: string | null;
            /** @description The name; null or left out leaves it, empty takes it away. */
            name?: string | null;
        } | {
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /** @enum {string} */
            do: "tag";
            /**
             * Format: int64
             * @description The tag.
             */
            tag: number;
        } | {
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /** @enum {string} */
            do: "untag";
            /**
             * Format: int64
             * @description The tag.
             */
            tag: number;
        } | {
            /**
             * Format: int64
             * @description Whose it is.
             */
            assignee?: number | null;
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /** @enum {string} */
            do: "create_task";
            /**
             * Format: int64
             * @description Until when it should be done, UTC milliseconds.
             */
            due?: number | null;
            /** @description How urgent. */
            priority: components["schemas"]["Priority"];
            /** @description What is to be done. */
            title: string;
        } | {
            /**
             * Format: int64
             * @description Whose it is.
             */
            assignee?: number | null;
            /** @enum {string} */
            do: "change_task";
            /**
             * Format: int64
             * @description Until when it should be done, UTC milliseconds.
             */
            due?: number | null;
            /** @description How urgent. */
            priority: components["schemas"]["Priority"];
            /**
             * Format: int64
             * @description The task.
             */
            task: number;
            /** @description What is to be done; null leaves it. */
            title?: string | null;
        } | {
            /** @enum {string} */
            do: "finish_task";
            /**
             * Format: int64
             * @description The task.
             */
            task: number;
        } | {
            /** @enum {string} */
            do: "reopen_task";
            /**
             * Format: int64
             * @description The task.
             */
            task: number;
        } | {
            /** @enum {string} */
            do: "delete_recording";
            /**
             * Format: int64
             * @description The recording.
             */
            recording: number;
        } | {
            /**
             * Format: int64
             * @description The contact.
             */
            contact: number;
            /** @enum {string} */
            do: "erase_contact";
        } | {
            /** @enum {string} */
            do: "resend_notification";
            /**
             * Format: int64
             * @description Its result.
             */
            result: number;
        };
        /** @description A command, and the tab it was pressed in. */
        CommandAsked: {
            /** @description The command. */
            command: components["schemas"]["Command"];
            /**
             * Format: int64
             * @description The tab; null: none.
             */
            tab?: number | null;
        };
        /** @description What a command brought. */
        CommandDone: {
            /**
             * Format: int64
             * @description The note that was added.
             */
            note: number | null;
            /**
             * Format: int64
             * @description The result of what was sent again.
             */
            result: number | null;
            /**
             * Format: int64
             * @description The task that was created.
             */
            task: number | null;
        };
        /** @description A condition on a call. Three levels deep at most, 50 tests in all. */
        Condition: {
            /** @enum {string} */
            is: "all";
            /** @description Which. */
            of: components["schemas"]["Condition"][];
        } | {
            /** @enum {string} */
            is: "any";
            /** @description Which. */
            of: components["schemas"]["Condition"][];
        } | {
            /** @enum {string} */
            is: "outcome";
            /** @description One of these. */
            one_of: components["schemas"]["OutcomeKind"][];
        } | {
            /** @description Which. */
            direction: components["schemas"]["Direction"];
            /** @enum {string} */
            is: "direction";
        } | {
            /** @enum {string} */
            is: "team";
            /** @description One of these. */
            one_of: number[];
        } | {
            /** @enum {string} */
            is: "channel";
            /** @description One of these. */
            one_of: number[];
        } | {
            /** @enum {string} */
            is: "caller";
            /** @description It begins with one of these. */
            starts_with: string[];
        } | {
            /**
             * Format: int32
             * @description At least, in seconds.
             */
            at_least_s: number | null;
            /**
             * Format: int32
             * @description At most, in seconds.
             */
            at_most_s: number | null;
            /** @enum {string} */
            is: "duration";
        } | {
            /**
             * Format: int32
             * @description At least, in seconds.
             */
            at_least_s: number | null;
            /**
             * Format: int32
             * @description At most, in seconds.
             */
            at_most_s: number | null;
            /** @enum {string} */
            is: "talked";
        } | {
            /** @enum {string} */
            is: "tags";
            /** @description One of these, or all of them. */
            mode: components["schemas"]["AnyAll"];
            /** @description Which. */
            tags: number[];
        } | {
            /** @enum {string} */
            is: "not_tags";
            /** @description Which. */
            tags: number[];
        } | {
            /** @enum {string} */
            is: "note_words";
            /** @description One of these, or all of them. */
            mode: components["schemas"]["AnyAll"];
            /** @description Which; 50 at most, of 100 characters. */
            words: string[];
        } | {
            /** @enum {string} */
            is: "no_notes";
        };
        /** @description A contact and its conversations. */
        Contact: {
            /** @description Its last conversations, the last active first; fifty at most. */
            conversations: components["schemas"]["ConversationItem"][];
            /**
             * Format: int64
             * @description When it was made.
             */
            created_ms: number;
            /** @description Its e-mail address. */
            email: string | null;
            /** @description Whether everything that was known of it was erased. */
            erased: boolean;
            /**
             * Format: int64
             * @description The contact.
             */
            id: number;
            /**
             * Format: int64
             * @description When it was last heard of.
             */
            last_active_ms: number;
            /** @description What the viewer may do with it now: `edit_contact`, `erase_contact`. */
            may: components["schemas"]["May"][];
            /** @description Its name, else its number, else what stands for both. */
            name: string;
            /** @description Its number; null when withheld. */
            number: string | null;
        };
        /** @description A contact in one line. */
        ContactBrief: {
            /**
             * Format: int64
             * @description The contact.
             */
            id: number;
            /** @description Its name, else its number, else what stands for both. */
            name: string;
            /** @description Its number; null when withheld. */
            number: string | null;
        };
        /** @description A conversation with everything in it. */
        ConversationDetail: {
            /** @description Its calls. */
            calls: components["schemas"]["CallCard"][];
            /** @description Whose it is. */
            contact: components["schemas"]["Contact"];
            /** @description What happened, in order. */
            entries: components["schemas"]["Entry"][];
            /** @description Its line in a list. */
            item: components["schemas"]["ConversationItem"];
            /** @description What the viewer may do with it now. */
            may: components["schemas"]["May"][];
            /** @description How the notifications after its calls stand. */
            notifications: components["schemas"]["ResultCounts"];
            /**
             * Format: int64
             * @description The log's last line when this was read: what comes later may change it.
             */
            seq: number;
            /** @description Its tasks: open ones first, by when they are due. */
            tasks: components["schemas"]["TaskView"][];
        };
        /** @description A conversation in a list. */
        ConversationItem: {
            /**
             * Format: int64
             * @description When something last happened in it.
             */
            active_ms: number;
            call: components["schemas"]["CallBrief"] | null;
            /** @description Where it came in. */
            channel: components["schemas"]["NameRef"];
            /** @description Whose. */
            contact: components["schemas"]["ContactBrief"];
            /**
             * Format: int64
             * @description The conversation.
             */
            id: number;
            /**
             * Format: int32
             * @description How many notes it has.
             */
            notes: number;
            /** @description What happened last, in a few words. */
            preview: string;
            /** @description Open or closed. */
            state: components["schemas"]["ConversationStanding"];
            /** @description Its tags, by name. */
            tags: components["schemas"]["NameRef"][];
            team: components["schemas"]["NameRef"] | null;
            teammate: components["schemas"]["NameRef"] | null;
        };
        /** @description A page of a list. */
        ConversationPage: {
            /** @description The conversations. */
            items: components["schemas"]["ConversationItem"][];
            /** @description Where the next page begins; null: this was the last. */
            next: string | null;
        };
        /**
         * @description Open or closed.
         * @enum {string}
         */
        ConversationStanding: "open" | "closed";
        /** @description A new document was saved. */
        Created: {
            /**
             * Format: int64
             * @description The id it was given.
             */
            id: number;
            /**
             * Format: int64
             * @description Its version now.
             */
            version: number;
        };
        /** @description Where calls of a workspace may be placed to, and how many an hour. */
        Destinations: {
            /**
             * Format: int32
             * @description Calls that one teammate may place within an hour.
             */
            hourly_calls_of_teammate_max: number;
            /**
             * Format: int32
             * @description Calls that the whole workspace may place within an hour.
             */
            hourly_calls_of_workspace_max: number;
            /** @description By role: rules that count for it instead. */
            roles: {
                [key: string]: {
                    [key: string]: components["schemas"]["Reach"];
                };
            };
            /** @description By the beginnings of numbers, such as `+49`; the longest that covers a number counts. */
            rules: {
                [key: string]: components["schemas"]["Reach"];
            };
        };
        /**
         * @description Who placed a call.
         * @enum {string}
         */
        Direction: "inbound" | "outbound";
        /** @description What a call's time was spent on, in milliseconds; the parts add up to the total. */
        Durations: {
            /**
             * Format: int64
             * @description On hold.
             */
            hold_ms: number;
            /**
             * Format: int64
             * @description Waiting.
             */
            queue_ms: number;
            /**
             * Format: int64
             * @description Waiting while a phone rang.
             */
            ring_ms: number;
            /**
             * Format: int64
             * @description Being routed, or turned away.
             */
            routing_ms: number;
            /**
             * Format: int64
             * @description Talking.
             */
            talk_ms: number;
            /**
             * Format: int64
             * @description From placed to ended, or to now.
             */
            total_ms: number;
        };
        /**
         * @description Whether a teammate still works here.
         * @enum {string}
         */
        Employment: "here" | "removed";
        /** @description One entry of a conversation's timeline. */
        Entry: {
            /**
             * Format: int64
             * @description When.
             */
            at_ms: number;
            by: components["schemas"]["NameRef"] | null;
            /**
             * Format: int64
             * @description The call it belongs to.
             */
            call: number | null;
            /** @description The real cause stored beside the words: `busy`, `client_frozen`, …. */
            cause: string | null;
            /** @description What kind. */
            kind: components["schemas"]["EntryKind"];
            /**
             * Format: int64
             * @description The note.
             */
            note: number | null;
            /** @description The words shown: the call log's own, or the note's. */
            text: string;
            /** @description Only under *details*. */
            under_details: boolean;
        };
        /**
         * @description What kind of entry.
         * @enum {string}
         */
        EntryKind: "event" | "note" | "call";
        /** @description A test of a condition. */
        FindingView: {
            /** @description Whether it is met. */
            met: boolean;
            /** @description What was found, in words. */
            seen: string;
            /** @description What was asked, in words. */
            test: string;
        };
        /** @description What a page says. */
        FromPage: {
            /**
             * Format: int64
             * @description The last `seq` the page holds.
             */
            after?: number | null;
            /** @description The browser's own name for itself, the same in all its tabs. */
            browser: string;
            /**
             * Format: int64
             * @description The epoch it belongs to.
             */
            epoch?: number | null;
            /**
             * Format: int64
             * @description A whole number below 2^53, made by the page when it was loaded.
             */
            tab: number;
            /** @enum {string} */
            type: "hello";
        } | {
            /**
             * Format: int64
             * @description The offer.
             */
            offer: number;
            /** @enum {string} */
            type: "ringing";
        } | {
            /** @enum {string} */
            type: "pong";
        };
        /** @description A line of a mail's head. */
        HeaderLine: {
            /** @description `Subject`, `To`, …. */
            name: string;
            /** @description What it says. */
            value: string;
        };
        /** @description What a page may know before anybody signed in. */
        HouseState: {
            /** @description Whether this is the demo. */
            demo: boolean;
            /** @description Whether the browser will give its microphone: HTTPS, or this machine. */
            secure: boolean;
            /** @description Nobody has an account yet. */
            setup_needed: boolean;
            /** @description Whether whoever asks is signed in. */
            signed_in: boolean;
            /** @description The workspace's name. */
            workspace_name: string;
        };
        /** @description An invitation that waits to be accepted. */
        InvitationView: {
            /**
             * Format: int64
             * @description When it was made.
             */
            created_ms: number;
            /** @description The e-mail address. */
            email: string;
            /**
             * Format: int64
             * @description When it ends.
             */
            expires_ms: number;
            /**
             * Format: int64
             * @description The invitation.
             */
            id: number;
            invited_by: components["schemas"]["NameRef"] | null;
            /** @description The name. */
            name: string;
            /**
             * Format: int64
             * @description The role.
             */
            role: number;
            /** @description The teams. */
            teams: number[];
        };
        /** @description Invites somebody. */
        Invite: {
            /** @description The e-mail address. */
            email: string;
            /** @description The name. */
            name: string;
            /**
             * Format: int64
             * @description The role.
             */
            role: number;
            /** @description The teams. */
            teams: number[];
        };
        /** @description An invitation just made; its link is shown this once. */
        Invited: {
            /**
             * Format: int64
             * @description When it ends.
             */
            expires_ms: number;
            /**
             * Format: int64
             * @description The invitation.
             */
            id: number;
            /** @description The link to hand on. */
            link: string;
        };
        /** @description How many jobs there are. */
        JobCounts: {
            /**
             * Format: int64
             * @description Done, and still remembered.
             */
            done: number;
            /**
             * Format: int64
             * @description Tried, and to be tried again.
             */
            failing: number;
            /**
             * Format: int64
             * @description Given up.
             */
            given_up: number;
            /**
             * Format: int64
             * @description Not tried yet.
             */
            waiting: number;
        };
        /** @description A page of jobs. */
        JobPage: {
            /** @description How many there are of each. */
            counts: components["schemas"]["JobCounts"];
            /** @description The jobs. */
            items: components["schemas"]["JobView"][];
            /** @description Where the next page begins; null: this was the last. */
            next: string | null;
        };
        /**
         * @description Where a job stands.
         * @enum {string}
         */
        JobState: "waiting" | "failing" | "given_up" | "done";
        /** @description A piece of work that outlives a crash. */
        JobView: {
            /**
             * Format: int32
             * @description How often it was tried.
             */
            attempts: number;
            /**
             * Format: int64
             * @description The call it is about.
             */
            call: number | null;
            /**
             * Format: int64
             * @description When it was made.
             */
            created_ms: number;
            /**
             * Format: int64
             * @description When it was done.
             */
            done_ms: number | null;
            /**
             * Format: int64
             * @description When it is tried next; null: not again.
             */
            due_ms: number | null;
            /** @description The job. */
            key: string;
            /** @description `send_mail`, `call_webhook`, …. */
            kind: string;
            /** @description What went wrong last. */
            last_error: string | null;
            /**
             * Format: int64
             * @description The mail it sends.
             */
            mail: number | null;
            /** @description Where it stands. */
            state: components["schemas"]["JobState"];
            /**
             * Format: int64
             * @description The webhook it tells.
             */
            webhook: number | null;
            /** @description What it does, in words. */
            words: string;
        };
        /** @description A mail, whole. Its HTML belongs into a frame without scripts, and nowhere else. */
        MailDetail: {
            /** @description Its head. */
            headers: components["schemas"]["HeaderLine"][];
            /** @description The body as HTML; null once its words were removed. */
            html: string | null;
            /** @description Its line in the list. */
            mail: components["schemas"]["MailLine"];
            /** @description The body as text; null once its words were removed. */
            text: string | null;
        };
        /** @description A mail in one line. */
        MailLine: {
            /**
             * Format: int64
             * @description When it was written.
             */
            at_ms: number;
            /**
             * Format: int32
             * @description How often it was tried.
             */
            attempts: number;
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /**
             * Format: int64
             * @description The mail.
             */
            id: number;
            /**
             * Format: int64
             * @description When it is tried next; null: not again.
             */
            next_ms: number | null;
            /** @description The notification, by its name now. */
            notification: components["schemas"]["NameRef"];
            /** @description To whom; null once its words were removed. */
            recipient: string | null;
            /**
             * Format: int64
             * @description The result it belongs to.
             */
            result: number;
            /** @description Where it stands. */
            state: components["schemas"]["MailState"];
            /** @description Its subject; null once its words were removed. */
            subject: string | null;
            /** @description The same in words. */
            words: string;
        };
        /** @description A page of mails. */
        MailPage: {
            /** @description The mails, the newest first. */
            items: components["schemas"]["MailLine"][];
            /** @description Whether there is a mail server to send them by. */
            mail_configured: boolean;
            /** @description Where the next page begins; null: this was the last. */
            next: string | null;
        };
        /** @description A mail. */
        MailPlan: {
            /** @description The body. */
            body: components["schemas"]["Block"][];
            /** @description Addresses, 1 to 20. */
            recipients: string[];
            /** @description The subject: text without marks, and variables. */
            subject: components["schemas"]["Piece"][];
        };
        /**
         * @description Where a mail stands.
         * @enum {string}
         */
        MailState: "waiting" | "sent" | "failed";
        /** @description Something a person might press, and whether it may be pressed now. */
        May: {
            /** @description The command's name: `answer`, `claim`, `close`, …. */
            action: string;
            /** @description Why not, in one sentence; null: it may. */
            reason: string | null;
        };
        /** @description Who is signed in. */
        Me: {
            /** @description The e-mail address; empty for who came by a link and has no account. */
            email: string;
            /** @description The name. */
            name: string;
            /** @description What the role allows. */
            permissions: components["schemas"]["Permission"][];
            /** @description The role. */
            role: components["schemas"]["NameRef"];
            /** @description Whether the browser will give its microphone: HTTPS, or this machine. */
            secure: boolean;
            /**
             * Format: int64
             * @description The teammate.
             */
            teammate: number;
            /** @description The workspace. */
            workspace: components["schemas"]["WorkspaceBrief"];
        };
        /** @description The call that a teammate is on. */
        MyCall: {
            /**
             * Format: int64
             * @description When it was answered first.
             */
            answered_ms: number | null;
            /** @description Where it came in. */
            channel: components["schemas"]["NameRef"];
            /** @description Who is on the other side. */
            contact: components["schemas"]["ContactBrief"];
            /**
             * Format: int64
             * @description Its conversation.
             */
            conversation: number;
            /**
             * Format: int64
             * @description The call.
             */
            id: number;
            /** @description What may be done with it. */
            may: components["schemas"]["May"][];
            /** @description Whether this side's microphone is silenced. */
            muted: boolean;
            /** @description Whether this side's audio is lost and is waited for. */
            parted: boolean;
            /** @description Whether it is stored. */
            recording: components["schemas"]["RecordingNow"];
            /**
             * Format: int64
             * @description Since when it is in this stage.
             */
            since_ms: number;
            /** @description `talking` or `on_hold`. */
            stage: components["schemas"]["CallStage"];
            team: components["schemas"]["NameRef"] | null;
        };
        /** @description Where a teammate stands, and what the teammate may do now. */
        MyState: {
            /** @description Whether calls connect without action. */
            auto_answer: boolean;
            call: components["schemas"]["MyCall"] | null;
            /** @description Channel availability. */
            channels: components["schemas"]["Channels"];
            /** @description Whether waiting calls can be taken by hand, and of which teams. */
            claim: components["schemas"]["Claim"];
            /** @description What the phone is doing. */
            phone: components["schemas"]["PhoneView"];
            /**
             * Format: int64
             * @description The tab whose browser phone carries the call, or would carry the next one.
             */
            phone_tab: number | null;
            /** @description Whether a call could ring here now. */
            ready: boolean;
            /** @description Why not. */
            reasons: components["schemas"]["Reason"][];
            /** @description What others see: `Active`, `Away: On a call`, …. */
            shown: string;
            /** @description The own choice. */
            status: components["schemas"]["Status"];
            /**
             * Format: int64
             * @description Who.
             */
            teammate: number;
            /**
             * Format: int64
             * @description When the wrap-up ends by itself.
             */
            wrap_up_until_ms: number | null;
        };
        /** @description Something with a name: a teammate, a team, a channel, a role. */
        NameRef: {
            /**
             * Format: int64
             * @description Which.
             */
            id: number;
            /** @description Its name now. */
            name: string;
        };
        /**
         * @description A channel's new settings.
         *     A new one: its id is chosen by the server.
         */
        NewChannel: {
            /** @description The document, whole. */
            document: components["schemas"]["ChannelSettings"];
        };
        /**
         * @description A notification's new settings.
         *     A new one: its id is chosen by the server.
         */
        NewNotification: {
            /** @description The document, whole. */
            document: components["schemas"]["NotificationSettings"];
        };
        /**
         * @description A role's new settings.
         *     A new one: its id is chosen by the server.
         */
        NewRole: {
            /** @description The document, whole. */
            document: components["schemas"]["RoleSettings"];
        };
        /** @description A task to be created. */
        NewTask: {
            /**
             * Format: int64
             * @description Whose it is.
             */
            assignee: number | null;
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /**
             * Format: int64
             * @description When it is due.
             */
            due_ms: number | null;
            /** @description How urgent. */
            priority: components["schemas"]["Priority"];
            /** @description What is to be done. */
            title: string;
        };
        /**
         * @description A team's new settings.
         *     A new one: its id is chosen by the server.
         */
        NewTeam: {
            /** @description The document, whole. */
            document: components["schemas"]["TeamSettings"];
        };
        /**
         * @description A webhook's new settings.
         *     A new one: its id is chosen by the server.
         */
        NewWebhook: {
            /** @description The document, whole. */
            document: components["schemas"]["WebhookSettings"];
        };
        /** @description What a notification did last. */
        NotificationActivity: {
            /**
             * Format: int64
             * @description When it was judged last; null: never.
             */
            at_ms: number | null;
            /**
             * Format: int64
             * @description The notification.
             */
            id: number;
            state: components["schemas"]["ResultState"] | null;
            /** @description The same in words. */
            words: string | null;
        };
        /** @description A notification's new settings. */
        NotificationChange: {
            /** @description The document, whole. */
            document: components["schemas"]["NotificationSettings"];
            /**
             * Format: int64
             * @description The version it was read at.
             */
            version: number;
        };
        /** @description A notification's settings. */
        NotificationDoc: {
            /** @description The document. */
            document: components["schemas"]["NotificationSettings"];
            /** @description Whether the configuration file sets it anew at every start. */
            from_file: boolean;
            /**
             * Format: int64
             * @description The notification.
             */
            id: number;
            /**
             * Format: int64
             * @description Which version this is; sent back with a change.
             */
            version: number;
        };
        /** @description What happens after a call: when, and to whom it is said. */
        NotificationSettings: {
            alert: components["schemas"]["AlertPlan"] | null;
            mail: components["schemas"]["MailPlan"] | null;
            /** @description Shown name. */
            name: string;
            /** @description Whether it runs. */
            on: components["schemas"]["Toggle"];
            /** @description A retired notification runs no more and keeps its results. */
            retired: components["schemas"]["Toggle"];
            task: components["schemas"]["TaskPlan"] | null;
            /** @description After which calls. */
            when: components["schemas"]["When"];
        };
        /** @description A starting point for a notification. */
        NotificationTemplate: {
            /** @description The document to begin with. */
            document: components["schemas"]["NotificationSettings"];
            /** @description A stable name: `callback_requested`. */
            key: string;
            /** @description Shown name. */
            name: string;
            /** @description What it needs that is not there: a condition to be looked over, for example. */
            note: string | null;
            /** @description What it is for, in one sentence. */
            sentence: string;
        };
        /**
         * @description Whether a number that is known finds its contact.
         * @enum {string}
         */
        NumberMatching: "match_contact" | "always_create_lead";
        /**
         * @description How an offer came about.
         * @enum {string}
         */
        OfferHow: "picked" | "auto_answered" | "claimed";
        /** @description When an office is open. */
        OfficeHours: "always" | "closed" | {
            /** @description Weekly. */
            weekly: {
                /** @description Open spans; they may touch midnight but not cross it. */
                open: components["schemas"]["OpenSpan"][];
                /** @description A time zone of the IANA database: `Europe/Berlin`. */
                zone: string;
            };
        };
        /** @description What an invited person sees first. */
        OpenInvitation: {
            /** @description The e-mail address. */
            email: string;
            /** @description The name. */
            name: string;
            /** @description Where to. */
            workspace_name: string;
        };
        /** @description One open span of a weekday. */
        OpenSpan: {
            /**
             * Format: int32
             * @description Minutes after local midnight, inclusive.
             */
            from: number;
            /**
             * Format: int32
             * @description Minutes after local midnight, exclusive; at most 1440.
             */
            to: number;
            /**
             * Format: int32
             * @description 1 is Monday, 7 is Sunday.
             */
            weekday: number;
        };
        /**
         * @description How a call can end.
         * @enum {string}
         */
        OutcomeKind: "completed" | "abandoned_ivr" | "abandoned_queue" | "abandoned_on_hold" | "no_answer" | "deflected" | "failed";
        /** @description Changes one's password. */
        PasswordChange: {
            /** @description The one until now. */
            current: string;
            /** @description The one from now on. */
            new: string;
        };
        /** @description A call that is over, in one line. */
        PastCall: {
            /** @description The call. */
            call: components["schemas"]["CallBrief"];
            /** @description Where it came in. */
            channel: components["schemas"]["NameRef"];
            /** @description Who called. */
            contact: components["schemas"]["ContactBrief"];
            /**
             * Format: int64
             * @description Its conversation.
             */
            conversation: number;
            team: components["schemas"]["NameRef"] | null;
        };
        /** @description A page of calls that are over. */
        PastCalls: {
            /** @description The calls, the last placed first. */
            items: components["schemas"]["PastCall"][];
            /** @description Where the next page begins; null: this was the last. */
            next: string | null;
        };
        /** @description The waveform of a recording. */
        Peaks: {
            /** @description The loudest moment of each equal part of the caller's side, 0 to 1. */
            left: number[];
            /**
             * Format: int64
             * @description Milliseconds of audio.
             */
            length_ms: number;
            /** @description The same of the desk's side. */
            right: number[];
        };
        /**
         * @description One thing that a role lets its holders do.
         * @enum {string}
         */
        Permission: "takes_calls" | "listen_to_calls" | "workflows_access" | "delete_recordings" | "phone_settings" | "manage_teammates" | "manage_availability" | "reports" | "erase_data" | "owner";
        /** @description The answer to it. */
        PhoneAnswer: {
            /** @description The SDP answer. */
            sdp: string;
        };
        /**
         * @description What a phone is doing.
         * @enum {string}
         */
        PhoneDoing: "free" | "ringing" | "on_call" | "wrap_up";
        /** @description The test call. */
        PhoneEcho: {
            /** @description Whether the browser hears itself again. */
            on: boolean;
            /**
             * Format: int64
             * @description The tab.
             */
            tab: number;
        };
        /** @description A browser's audio offer. */
        PhoneOffer: {
            /** @description The SDP offer. */
            sdp: string;
            /**
             * Format: int64
             * @description The tab, which has its live connection open.
             */
            tab: number;
        };
        /** @description What a teammate's phone is doing. */
        PhoneView: {
            /**
             * Format: int64
             * @description The call it is about.
             */
            call: number | null;
            /**
             * Format: int64
             * @description The offer that rings.
             */
            offer: number | null;
            /** @description What. */
            state: components["schemas"]["PhoneDoing"];
            /**
             * Format: int64
             * @description When the wrap-up ends by itself.
             */
            until_ms: number | null;
        };
        /** @description A piece of text. */
        Piece: {
            /** @description Bold. */
            bold: boolean;
            /** @description Italic. */
            italic: boolean;
            /** @description Where it leads: `https:`, `http:`, `mailto:`, `tel:`, or `{{conversation_url}}`. */
            link: string | null;
            /** @enum {string} */
            piece: "text";
            /** @description The words. */
            text: string;
        } | {
            /** @description Bold. */
            bold: boolean;
            /** @description What stands there when nothing is known. */
            fallback: string;
            /** @description Italic. */
            italic: boolean;
            /** @enum {string} */
            piece: "variable";
            /** @description Its name: one of `GET /notification-variables`, or `dyn_…`. */
            variable: string;
        } | {
            /** @enum {string} */
            piece: "break";
        };
        /**
         * @description How urgent a task is.
         * @enum {string}
         */
        Priority: "low" | "medium" | "high" | "urgent";
        /** @description Why something was not done. */
        Problem: {
            /** @description The stable code, for the program. */
            code: string;
            /** @description One sentence for the person, saying what to do. */
            detail: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description The HTTP status's own name. */
            title: string;
            /** @description Which kind, as a reference: `/problems/stale_version`. */
            type: string;
        };
        /**
         * @description What a rule says of the numbers it covers.
         * @enum {string}
         */
        Reach: "open" | "closed";
        /** @description One reason, for the program and for the person. */
        Reason: {
            /** @description A stable code. */
            code: string;
            /** @description One sentence that says what to do. */
            sentence: string;
        };
        /**
         * @description Whether a channel's calls are recorded.
         * @enum {string}
         */
        RecordingMode: "off" | "on" | "with_consent_announcement";
        /**
         * @description Whether what is said is stored.
         * @enum {string}
         */
        RecordingNow: "off" | "running" | "paused";
        /**
         * @description Where a recording stands.
         * @enum {string}
         */
        RecordingStanding: "running" | "paused" | "closing" | "stored" | "failed" | "deleted";
        /** @description A recording of a call. */
        RecordingView: {
            /**
             * Format: int64
             * @description The recording.
             */
            id: number;
            /**
             * Format: int64
             * @description Milliseconds of audio, once closed.
             */
            length_ms: number | null;
            /** @description What the viewer may do with it now: `delete_recording`. */
            may: components["schemas"]["May"][];
            /** @description Whether it can be played now. */
            playable: boolean;
            /** @description Where it stands. */
            stage: components["schemas"]["RecordingStanding"];
        };
        /** @description A result was sent again. */
        Resent: {
            /**
             * Format: int64
             * @description The new result.
             */
            result: number | null;
        };
        /** @description How the results of a conversation stand. */
        ResultCounts: {
            /**
             * Format: int32
             * @description Could not be done.
             */
            failed: number;
            /**
             * Format: int32
             * @description Done.
             */
            sent: number;
            /**
             * Format: int32
             * @description Nothing to do.
             */
            skipped: number;
            /**
             * Format: int32
             * @description Still to be done.
             */
            waiting: number;
        };
        /** @description A page of results. */
        ResultPage: {
            /** @description The results, the newest first. */
            items: components["schemas"]["ResultView"][];
            /** @description Where the next page begins; null: this was the last. */
            next: string | null;
        };
        /**
         * @description What became of a notification after a call.
         * @enum {string}
         */
        ResultState: "sent" | "skipped" | "waiting" | "failed";
        /** @description What became of a notification after a call. */
        ResultView: {
            /**
             * Format: int64
             * @description Its alert.
             */
            alert: number | null;
            /**
             * Format: int64
             * @description When it was judged.
             */
            at_ms: number;
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /**
             * Format: int64
             * @description The result.
             */
            id: number;
            /** @description Its mails. */
            mails: components["schemas"]["MailLine"][];
            /** @description What the viewer may do with it now: `resend`. */
            may: components["schemas"]["May"][];
            /** @description The notification, by its name now. */
            notification: components["schemas"]["NameRef"];
            /**
             * Format: int32
             * @description 0; higher for one that was sent again by hand.
             */
            resend: number;
            /** @description What became of it. */
            state: components["schemas"]["ResultState"];
            task: components["schemas"]["TaskView"] | null;
            /**
             * Format: int64
             * @description Which version of it was judged.
             */
            version: number;
            /** @description The same in words. */
            words: string;
        };
        /** @description A call that rings here. */
        Ring: {
            /** @description Whether it connects without a press, once this tab says that it rings. */
            auto: boolean;
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /** @description Where it came in. */
            channel: components["schemas"]["NameRef"];
            /** @description Who calls. */
            contact: components["schemas"]["ContactBrief"];
            /**
             * Format: int64
             * @description Its conversation.
             */
            conversation: number;
            /** @description `picked`, `auto_answered` or `claimed`. */
            how: string;
            /**
             * Format: int64
             * @description The offer.
             */
            offer: number;
            /**
             * Format: int64
             * @description When the ring ends.
             */
            ring_until_ms: number;
            /**
             * Format: int64
             * @description The server's clock.
             */
            server_ms: number;
            /** @description For which team. */
            team: components["schemas"]["NameRef"];
        };
        /** @description A role's new settings. */
        RoleChange: {
            /** @description The document, whole. */
            document: components["schemas"]["RoleSettings"];
            /**
             * Format: int64
             * @description The version it was read at.
             */
            version: number;
        };
        /** @description A role's settings. */
        RoleDoc: {
            /** @description The document. */
            document: components["schemas"]["RoleSettings"];
            /** @description Whether the configuration file sets it anew at every start. */
            from_file: boolean;
            /**
             * Format: int64
             * @description The role.
             */
            id: number;
            /**
             * Format: int64
             * @description Which version this is; sent back with a change.
             */
            version: number;
        };
        /** @description A role's settings. */
        RoleSettings: {
            /** @description Shown name. */
            name: string;
            /** @description What its holders may do. */
            permissions: components["schemas"]["Permission"][];
        };
        /** @description What would happen to a call to a channel's number now. */
        RouteView: {
            rings: components["schemas"]["NameRef"] | null;
            /** @description In one sentence. */
            sentence: string;
        };
        /** @description A document was saved. */
        Saved: {
            /**
             * Format: int64
             * @description Its version now.
             */
            version: number;
        };
        /** @description What was found. */
        SearchResult: {
            /** @description Contacts whose name, number or e-mail address begins so. */
            contacts: components["schemas"]["ContactBrief"][];
            /** @description Their last conversations. */
            conversations: components["schemas"]["ConversationItem"][];
        };
        /** @description One of the viewer's own sessions. */
        SessionView: {
            /** @description What the browser calls itself. */
            agent: string;
            /**
             * Format: int64
             * @description When it began.
             */
            created_ms: number;
            /** @description Whether it is the one that asks. */
            current: boolean;
            /**
             * Format: int64
             * @description When it ends by itself.
             */
            expires_ms: number;
            /**
             * Format: int64
             * @description The session.
             */
            id: number;
            /**
             * Format: int64
             * @description When it was last used.
             */
            last_seen_ms: number;
        };
        /** @description Everything an administrator decides. */
        Settings: {
            /** @description Its channels, by id. */
            channels: components["schemas"]["ChannelDoc"][];
            /** @description Its notifications, by id; for those who may change them. */
            notifications: components["schemas"]["NotificationDoc"][];
            /** @description Its roles, by id. */
            roles: components["schemas"]["RoleDoc"][];
            /** @description Its tags, by id. */
            tags: components["schemas"]["TagDoc"][];
            /** @description Its teammates, by id. */
            teammates: components["schemas"]["TeammateDoc"][];
            /** @description Its teams, by id. */
            teams: components["schemas"]["TeamDoc"][];
            /** @description Its trunks, by name; for those who may change them. */
            trunks: components["schemas"]["TrunkView"][];
            /** @description Its webhooks, by id; for those who may change them. */
            webhooks: components["schemas"]["WebhookDoc"][];
            /** @description The workspace itself. */
            workspace: components["schemas"]["WorkspaceDoc"];
        };
        /** @description Sets the desk up: the first account, an owner's. */
        SetUp: {
            /** @description The owner's e-mail address. */
            email: string;
            /** @description The owner's name. */
            name: string;
            /** @description The owner's password. */
            password: string;
            /** @description The one-time token that the first start printed. */
            token: string;
            /** @description The workspace's name. */
            workspace_name: string;
        };
        /** @description Signs in. */
        SignIn: {
            /** @description The e-mail address. */
            email: string;
            /** @description The password. */
            password: string;
        };
        /**
         * @description A teammate's own choice.
         * @enum {string}
         */
        Status: "active" | "away";
        /** @description The strip of figures: now. */
        Strip: {
            /**
             * Format: int32
             * @description Calls in which somebody talks, or the caller is on hold.
             */
            active: number;
            /**
             * Format: int32
             * @description Teammates available for phone, or handling a call.
             */
            available: number;
            /**
             * Format: int32
             * @description Calls that wait, those whose offer rings included.
             */
            in_queue: number;
            /**
             * Format: int64
             * @description When the longest waiting call began to wait.
             */
            longest_wait_since_ms: number | null;
            /**
             * Format: int32
             * @description Those of them whose offer rings.
             */
            ringing: number;
            /** @description By team, in the order of their names. */
            teams: components["schemas"]["StripTeam"][];
        };
        /** @description A team's part of the strip. */
        StripTeam: {
            /**
             * Format: int32
             * @description Calls in which somebody talks, or the caller is on hold.
             */
            active: number;
            /**
             * Format: int32
             * @description Members available for phone, or handling a call.
             */
            available: number;
            /**
             * Format: int32
             * @description Calls that wait, those whose offer rings included.
             */
            in_queue: number;
            /**
             * Format: int64
             * @description When the longest waiting call began to wait.
             */
            longest_wait_since_ms: number | null;
            /** @description The team. */
            team: components["schemas"]["NameRef"];
        };
        /** @description A tag's new settings. */
        TagChange: {
            /** @description The document, whole. */
            document: components["schemas"]["TagSettings"];
            /**
             * Format: int64
             * @description The version it was read at.
             */
            version: number;
        };
        /** @description A tag's settings. */
        TagDoc: {
            /** @description The document. */
            document: components["schemas"]["TagSettings"];
            /** @description Whether the configuration file sets it anew at every start. */
            from_file: boolean;
            /**
             * Format: int64
             * @description The tag.
             */
            id: number;
            /**
             * Format: int64
             * @description Which version this is; sent back with a change.
             */
            version: number;
        };
        /** @description A tag to be made. */
        TagMade: {
            /** @description Its name. */
            name: string;
        };
        /** @description A tag's settings. */
        TagSettings: {
            /** @description Shown name. */
            name: string;
            /** @description A retired tag can be taken off, and not put on. */
            retired: components["schemas"]["Toggle"];
        };
        /** @description A tag. */
        TagView: {
            /**
             * Format: int64
             * @description The tag.
             */
            id: number;
            /** @description Its name. */
            name: string;
            /** @description A retired tag can be taken off, and not put on. */
            retired: components["schemas"]["Toggle"];
        };
        /** @description Whose task it is. */
        TaskAssignee: "nobody" | "who_answered" | {
            /**
             * Format: int64
             * @description Of this teammate.
             */
            teammate: number;
        };
        /** @description A task as it is to be: whole new values. */
        TaskChange: {
            /**
             * Format: int64
             * @description Whose it is.
             */
            assignee: number | null;
            /**
             * Format: int64
             * @description When it is due.
             */
            due_ms: number | null;
            /** @description How urgent. */
            priority: components["schemas"]["Priority"];
            /** @description What is to be done. */
            title: string;
        };
        /** @description A page of tasks. */
        TaskPage: {
            /** @description The tasks: open ones by when they are due, done ones the latest first. */
            items: components["schemas"]["TaskView"][];
            /**
             * Format: int64
             * @description How many open tasks the viewer has.
             */
            mine_open: number;
            /** @description Where the next page begins; null: this was the last. */
            next: string | null;
        };
        /** @description A task that follows from a call. */
        TaskPlan: {
            /** @description Whose it is. */
            assignee: components["schemas"]["TaskAssignee"];
            /**
             * Format: int32
             * @description When it is due, in hours after the call; null: at no time.
             */
            due_after_hours: number | null;
            /** @description How urgent. */
            priority: components["schemas"]["Priority"];
            /** @description What it is called; empty: the notification's name. */
            title: components["schemas"]["Piece"][];
        };
        /** @description A follow-up that is linked to a conversation. */
        TaskView: {
            assignee: components["schemas"]["NameRef"] | null;
            /** @description Who created it, in words: a teammate's name, or the notification's. */
            by: string;
            /**
             * Format: int64
             * @description The call it follows from.
             */
            call: number | null;
            /** @description Whose conversation it is. */
            contact: components["schemas"]["ContactBrief"];
            /**
             * Format: int64
             * @description The conversation.
             */
            conversation: number;
            /**
             * Format: int64
             * @description When it was created.
             */
            created_ms: number;
            /**
             * Format: int64
             * @description When it was done.
             */
            done_ms: number | null;
            /**
             * Format: int64
             * @description When it is due.
             */
            due_ms: number | null;
            /**
             * Format: int64
             * @description The task.
             */
            id: number;
            /** @description What the viewer may do with it now: `edit`, `finish`, `reopen`. */
            may: components["schemas"]["May"][];
            /** @description The notification that created it. */
            notification: string | null;
            /** @description How urgent. */
            priority: components["schemas"]["Priority"];
            /** @description What is to be done; empty once it was erased. */
            title: string;
        };
        /** @description A team's new settings. */
        TeamChange: {
            /** @description The document, whole. */
            document: components["schemas"]["TeamSettings"];
            /**
             * Format: int64
             * @description The version it was read at.
             */
            version: number;
        };
        /** @description A team's settings. */
        TeamDoc: {
            /** @description The document. */
            document: components["schemas"]["TeamSettings"];
            /** @description Whether the configuration file sets it anew at every start. */
            from_file: boolean;
            /**
             * Format: int64
             * @description The team.
             */
            id: number;
            /**
             * Format: int64
             * @description Which version this is; sent back with a change.
             */
            version: number;
        };
        /** @description A teammate's new settings. */
        TeammateChange: {
            /** @description The document, whole. */
            document: components["schemas"]["TeammateSettings"];
            /**
             * Format: int64
             * @description The version it was read at.
             */
            version: number;
        };
        /** @description A teammate's settings. */
        TeammateDoc: {
            /** @description The document. */
            document: components["schemas"]["TeammateSettings"];
            /** @description Whether the configuration file sets it anew at every start. */
            from_file: boolean;
            /**
             * Format: int64
             * @description The teammate.
             */
            id: number;
            /**
             * Format: int64
             * @description Which version this is; sent back with a change.
             */
            version: number;
        };
        /** @description A teammate's settings. */
        TeammateSettings: {
            /** @description Whether the teammate still works here. */
            employment: components["schemas"]["Employment"];
            /** @description Shown name. */
            name: string;
            /**
             * Format: int64
             * @description The role; 0 is none: takes calls, and nothing else.
             */
            role: number;
            /** @description SIP addresses of the teammate's phones, rung together; at most eight. */
            sip_phones: string[];
        };
        /** @description A teammate as others see them. */
        TeammateView: {
            /** @description Channel availability. */
            channels: components["schemas"]["Channels"];
            /** @description Whether there is a proven phone client. */
            has_client: boolean;
            /**
             * Format: int64
             * @description Who.
             */
            id: number;
            /** @description The name. */
            name: string;
            /** @description Whether a Help Desk tab is open. */
            online: boolean;
            /** @description What the phone is doing. */
            phone: components["schemas"]["PhoneView"];
            /** @description The role. */
            role: components["schemas"]["NameRef"];
            /** @description The status shown: `Active`, `Away`, `Away: On a call`, `Away: Call wrap up`. */
            shown: string;
            /** @description The own choice. */
            status: components["schemas"]["Status"];
            /** @description The teams. */
            teams: number[];
        };
        /** @description How many open conversations a team has. */
        TeamOpen: {
            /**
             * Format: int64
             * @description The team.
             */
            id: number;
            /** @description Its name. */
            name: string;
            /**
             * Format: int32
             * @description How many, counted up to 1,000.
             */
            open: number;
        };
        /** @description A team's settings. */
        TeamSettings: {
            /** @description Conversations only. */
            assignment: components["schemas"]["AssignmentMethod"];
            /**
             * Format: int32
             * @description Conversations only: how many open ones a teammate may have; 0 is no limit.
             */
            conversation_limit: number;
            /**
             * Format: int32
             * @description How long a caller may wait in one stay, in minutes; null is no limit.
             */
            hold_limit_minutes: number | null;
            /** @description When the team is in the office. */
            hours: components["schemas"]["OfficeHours"];
            /** @description Its members. */
            members: number[];
            /** @description Shown name. */
            name: string;
            /**
             * Format: int32
             * @description The most calls that wait or ring at once; null is no limit.
             */
            queue_max: number | null;
            /** @description A retired team takes no new calls. */
            retired: components["schemas"]["Toggle"];
            /**
             * Format: int64
             * @description Wrap-up after each call, in milliseconds; 0 is none.
             */
            wrap_up_ms: number;
        };
        /**
         * @description An option that is on or off.
         * @enum {string}
         */
        Toggle: "off" | "on";
        /** @description What the server says. */
        ToPage: {
            /**
             * Format: int64
             * @description Which start of the server this is.
             */
            epoch: number;
            /** @description Whether what the page holds is still good; otherwise it reads everything anew. */
            resumed: boolean;
            /**
             * Format: int64
             * @description Where the stream goes on from.
             */
            seq: number;
            /**
             * Format: int64
             * @description The server's clock.
             */
            server_ms: number;
            /** @enum {string} */
            type: "welcome";
        } | (components["schemas"]["Changes"] & {
            /** @enum {string} */
            type: "changes";
        }) | {
            /** @description The state. */
            me: components["schemas"]["MyState"];
            /** @enum {string} */
            type: "me";
        } | (components["schemas"]["Ring"] & {
            /** @enum {string} */
            type: "ring";
        }) | {
            /**
             * Format: int64
             * @description The offer.
             */
            offer: number;
            /** @description The same for a person. */
            sentence: string;
            /** @enum {string} */
            type: "stop_ring";
            /**
             * @description `answered`, `answered_elsewhere`, `declined`, `missed`, `caller_gone`,
             *     `claimed`, `frozen`, …
             */
            why: string;
        } | {
            newest: components["schemas"]["AlertView"] | null;
            /** @enum {string} */
            type: "alert";
            /**
             * Format: int64
             * @description How many the viewer has not seen.
             */
            unseen: number;
        } | {
            /**
             * Format: int64
             * @description How many open tasks the viewer has.
             */
            mine_open: number;
            /** @enum {string} */
            type: "tasks";
        } | {
            /**
             * Format: int64
             * @description The server's clock.
             */
            server_ms: number;
            /** @enum {string} */
            type: "tick";
        } | {
            /** @description What to do, for a person. */
            sentence: string;
            /** @enum {string} */
            type: "bye";
            /** @description Why. */
            why: components["schemas"]["Bye"];
        };
        /** @description What a notification would do after a call. */
        Trial: {
            alert: components["schemas"]["TrialAlert"] | null;
            /** @description Each test of the condition. */
            findings: components["schemas"]["FindingView"][];
            /** @description Whether it would fire. */
            fires: boolean;
            mail: components["schemas"]["TrialMail"] | null;
            /** @description Who would get the mail. */
            recipients: string[];
            task: components["schemas"]["TrialTask"] | null;
            /** @description What would become of it, in words. */
            words: string;
        };
        /** @description An alert that was not given. */
        TrialAlert: {
            /** @description What it would say. */
            title: string;
            /** @description To whom, in words. */
            to: string;
        };
        /** @description A mail that was not sent. */
        TrialMail: {
            /** @description The body as HTML: for a frame without scripts. */
            html: string;
            /** @description The subject. */
            subject: string;
            /** @description The body as text. */
            text: string;
        };
        /** @description A task that was not created. */
        TrialTask: {
            assignee: components["schemas"]["NameRef"] | null;
            /**
             * Format: int64
             * @description When it would be due.
             */
            due_ms: number | null;
            /** @description How urgent. */
            priority: components["schemas"]["Priority"];
            /** @description What it would be called. */
            title: string;
        };
        /** @description How a trunk's calls are known. */
        TrunkAccess: {
            /** @description IP addresses, or blocks such as `192.0.2.0/24`. */
            addresses: string[];
            /** @enum {string} */
            by: "addresses";
        } | {
            /** @enum {string} */
            by: "digest";
            /**
             * @description The password. Written only: null in every answer, and null in a change keeps
             *     the one there is.
             */
            password?: string | null;
            /** @description The realm; `cordboard` unless given. */
            realm?: string | null;
            /** @description The name. */
            user: string;
        };
        /** @description A trunk's new settings. */
        TrunkChange: {
            /** @description The document, whole. */
            document: components["schemas"]["TrunkSettings"];
            /**
             * Format: int64
             * @description The version it was read at; 0 for a new one.
             */
            version: number;
        };
        /** @description A trunk's settings. */
        TrunkSettings: {
            /** @description How its calls are known. */
            access: components["schemas"]["TrunkAccess"];
            /** @description Whether its P-Asserted-Identity is believed. */
            trust_identity: components["schemas"]["Toggle"];
        };
        /** @description Where to ask whether a trunk answers. */
        TrunkTest: {
            /** @description The address and port to ask; null: the trunk's own first address at port 5060. */
            to?: string | null;
        };
        /** @description What became of the question. */
        TrunkTested: {
            /** @description Whether it answered. */
            ok: boolean;
            /** @description What happened, and what to do about it. */
            sentence: string;
        };
        /** @description Who brings calls in, without secrets. */
        TrunkView: {
            /** @description How it is known, and what is believed of it. */
            document: components["schemas"]["TrunkSettings"];
            /** @description Whether it stands in the configuration file, and is changed only there. */
            from_file: boolean;
            /** @description Its name. */
            name: string;
            /**
             * Format: int64
             * @description Which version this is; 0 for one of the configuration file.
             */
            version: number;
        };
        /** @description A notification to be tried on a call that is over. Nothing is sent. */
        TryNotification: {
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /** @description The notification, saved or not. */
            draft: components["schemas"]["NotificationSettings"];
        };
        /** @description What can stand in a mail. */
        VariableView: {
            /** @description When it has a value, in one sentence. */
            available: string;
            /** @description What stands there unless something else is written. */
            fallback: string;
            /** @description The name shown. */
            label: string;
            /** @description An example. */
            sample: string;
            /** @description Its name: `customer_name`. */
            variable: string;
        };
        /** @description How many open conversations each view has; counted up to 1,000. */
        Views: {
            /**
             * Format: int64
             * @description Alerts that the viewer has not seen.
             */
            alerts_unseen: number;
            /**
             * Format: int32
             * @description All.
             */
            all: number;
            /**
             * Format: int64
             * @description Open tasks of the viewer.
             */
            tasks_mine: number;
            /** @description By team, in the order of their names. */
            teams: components["schemas"]["TeamOpen"][];
            /**
             * Format: int32
             * @description Nobody's.
             */
            unassigned: number;
            /**
             * Format: int32
             * @description Those whose caller waits.
             */
            waiting: number;
            /**
             * Format: int32
             * @description The viewer's own.
             */
            yours: number;
        };
        /** @description A call that waits. */
        WaitingCall: {
            /**
             * Format: int64
             * @description The call.
             */
            call: number;
            /** @description Who calls. */
            contact: components["schemas"]["ContactBrief"];
            /**
             * Format: int64
             * @description Its conversation.
             */
            conversation: number;
            /**
             * Format: int32
             * @description Its place in that team's queue, from 1.
             */
            place: number;
            rings: components["schemas"]["NameRef"] | null;
            /**
             * Format: int64
             * @description Since when.
             */
            since_ms: number;
            /** @description How it stands. */
            stage: components["schemas"]["WaitingStage"];
            /** @description The team it waits for. */
            team: components["schemas"]["NameRef"];
        };
        /**
         * @description How a waiting call stands.
         * @enum {string}
         */
        WaitingStage: "queued" | "ringing";
        /** @description A webhook's new settings. */
        WebhookChange: {
            /** @description The document, whole. */
            document: components["schemas"]["WebhookSettings"];
            /**
             * Format: int64
             * @description The version it was read at.
             */
            version: number;
        };
        /** @description A webhook's settings. */
        WebhookDoc: {
            /** @description The document. */
            document: components["schemas"]["WebhookSettings"];
            /** @description Whether the configuration file sets it anew at every start. */
            from_file: boolean;
            /** @description Whether it has a secret; without one it is told nothing. */
            has_secret: boolean;
            /**
             * Format: int64
             * @description The webhook.
             */
            id: number;
            /**
             * Format: int64
             * @description Which version this is; sent back with a change.
             */
            version: number;
        };
        /**
         * @description What a webhook can be told.
         * @enum {string}
         */
        WebhookEvent: "call_ended" | "call_data_ready" | "conversation_created" | "task_created";
        /** @description A webhook's signing secret, shown this once. */
        WebhookSecret: {
            /** @description `whsec_…`, as Standard Webhooks writes it. */
            secret: string;
        };
        /** @description A webhook's settings. Its secret is no part of them. */
        WebhookSettings: {
            /** @description What it is told. */
            events: components["schemas"]["WebhookEvent"][];
            /** @description Shown name. */
            name: string;
            /** @description Whether it is told. */
            on: components["schemas"]["Toggle"];
            /** @description A retired webhook is told nothing. */
            retired: components["schemas"]["Toggle"];
            /** @description Where it is told. */
            url: string;
        };
        /** @description What became of a test call to a webhook. */
        WebhookTested: {
            /** @description Whether it was taken. */
            ok: boolean;
            /** @description What happened, and what to do about it. */
            sentence: string;
            /**
             * Format: int32
             * @description The HTTP status it answered.
             */
            status: number | null;
            /**
             * Format: int64
             * @description How long it took, in milliseconds.
             */
            took_ms: number;
        };
        /** @description After which calls a notification fires. */
        When: {
            /** @enum {string} */
            when: "always";
        } | {
            /** @description The condition. */
            condition: components["schemas"]["Condition"];
            /** @enum {string} */
            when: "rule";
        };
        /** @description Why a call went as it went. */
        Why: {
            /** @description Whom it was offered to, in order; the first 200. */
            offers: components["schemas"]["WhyOffer"][];
            /** @description Its stays in teams' queues, in order. */
            stays: components["schemas"]["WhyStay"][];
            /** @description The answer in a plain sentence or two. */
            summary: string;
        };
        /** @description One of those considered by name. */
        WhyCandidate: {
            /** @description A stable name. */
            standing: string;
            /** @description Who. */
            teammate: components["schemas"]["NameRef"];
            /** @description In words. */
            words: string;
        };
        /** @description How many members stood so. */
        WhyCount: {
            /**
             * Format: int32
             * @description How many.
             */
            count: number;
            /** @description A stable name: `eligible`, `on_call`, `excluded`, …. */
            standing: string;
            /** @description In words, after a number: `3 were on a call`. */
            words: string;
        };
        /** @description An offer, and who was considered for it. */
        WhyOffer: {
            /**
             * Format: int64
             * @description When it was made.
             */
            at_ms: number;
            /** @description The real cause of a decline: `busy`, `network_lost`, …. */
            cause: string | null;
            /** @description How many members of the team stood where. */
            counts: components["schemas"]["WhyCount"][];
            /** @description How it ended, in one sentence; null: it still rings. */
            end_words: string | null;
            /** @description `picked`, `auto_answered` or `claimed`. */
            how: components["schemas"]["OfferHow"];
            /** @description The chosen one, those next in line, and those passed by; twenty at most. */
            nearest: components["schemas"]["WhyCandidate"][];
            /**
             * Format: int64
             * @description The offer.
             */
            offer: number;
            /**
             * Format: int64
             * @description How long it rang, so far if it still does.
             */
            ring_ms: number;
            /** @description To whom. */
            teammate: components["schemas"]["NameRef"];
        };
        /** @description A stay in a team's queue. */
        WhyStay: {
            /**
             * Format: int64
             * @description When it began.
             */
            from_ms: number;
            /** @description The team. */
            team: components["schemas"]["NameRef"];
            /**
             * Format: int64
             * @description When it ended; null: it goes on.
             */
            to_ms: number | null;
            /** @description How it ended, in one sentence. */
            words: string;
        };
        /** @description A workspace in one line. */
        WorkspaceBrief: {
            /** @description Live or test. */
            kind: components["schemas"]["WorkspaceKind"];
            /** @description Its name. */
            name: string;
        };
        /** @description The workspace's new settings. */
        WorkspaceChange: {
            /** @description The document, whole. */
            document: components["schemas"]["WorkspaceSettings"];
            /**
             * Format: int64
             * @description The version it was read at.
             */
            version: number;
        };
        /** @description The workspace's settings. */
        WorkspaceDoc: {
            /** @description The document. */
            document: components["schemas"]["WorkspaceSettings"];
            /** @description Whether the configuration file sets it anew at every start. */
            from_file: boolean;
            /**
             * Format: int64
             * @description Always 0: there is one.
             */
            id: number;
            /**
             * Format: int64
             * @description Which version this is; sent back with a change.
             */
            version: number;
        };
        /**
         * @description Live, or a sandbox in which nothing is assigned by itself.
         * @enum {string}
         */
        WorkspaceKind: "live" | "test";
        /** @description A workspace's settings. */
        WorkspaceSettings: {
            /** @description *Auto-answer mode*. */
            answer_mode: components["schemas"]["AnswerMode"];
            /** @description Where calls may be placed to. */
            destinations: components["schemas"]["Destinations"];
            /** @description When the whole workspace is in the office. */
            hours: components["schemas"]["OfficeHours"];
            /** @description Live or test. */
            kind: components["schemas"]["WorkspaceKind"];
            /**
             * Format: int32
             * @description After how many days a mail's words are deleted; null keeps them.
             */
            mails_days: number | null;
            /** @description Shown name. */
            name: string;
            /** @description *Always create lead*. */
            number_matching: components["schemas"]["NumberMatching"];
            /**
             * Format: int32
             * @description After how many days a recording is deleted; null keeps it.
             */
            recordings_days: number | null;
            /**
             * Format: int64
             * @description How long one phone rings, in milliseconds.
             */
            ring_ms: number;
            /** @description *Show team composition in conversation event log*. */
            show_team_composition: components["schemas"]["Toggle"];
            /** @description Whether a SIP phone counts as a phone client without an open Help Desk tab. */
            sip_phone_is_client: components["schemas"]["Toggle"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AcceptInvitation = components['schemas']['AcceptInvitation'];
export type AlertPage = components['schemas']['AlertPage'];
export type AlertPlan = components['schemas']['AlertPlan'];
export type AlertsSeen = components['schemas']['AlertsSeen'];
export type AlertTo = components['schemas']['AlertTo'];
export type AlertView = components['schemas']['AlertView'];
export type AnswerMode = components['schemas']['AnswerMode'];
export type AnyAll = components['schemas']['AnyAll'];
export type AssignmentMethod = components['schemas']['AssignmentMethod'];
export type AuditPage = components['schemas']['AuditPage'];
export type AuditView = components['schemas']['AuditView'];
export type Block = components['schemas']['Block'];
export type Bye = components['schemas']['Bye'];
export type CallBrief = components['schemas']['CallBrief'];
export type CallCard = components['schemas']['CallCard'];
export type CallNotifications = components['schemas']['CallNotifications'];
export type CallStage = components['schemas']['CallStage'];
export type CallView = components['schemas']['CallView'];
export type Changes = components['schemas']['Changes'];
export type ChannelChange = components['schemas']['ChannelChange'];
export type ChannelDoc = components['schemas']['ChannelDoc'];
export type Channels = components['schemas']['Channels'];
export type ChannelSettings = components['schemas']['ChannelSettings'];
export type Claim = components['schemas']['Claim'];
export type Command = components['schemas']['Command'];
export type CommandAsked = components['schemas']['CommandAsked'];
export type CommandDone = components['schemas']['CommandDone'];
export type Condition = components['schemas']['Condition'];
export type Contact = components['schemas']['Contact'];
export type ContactBrief = components['schemas']['ContactBrief'];
export type ConversationDetail = components['schemas']['ConversationDetail'];
export type ConversationItem = components['schemas']['ConversationItem'];
export type ConversationPage = components['schemas']['ConversationPage'];
export type ConversationStanding = components['schemas']['ConversationStanding'];
export type Created = components['schemas']['Created'];
export type Destinations = components['schemas']['Destinations'];
export type Direction = components['schemas']['Direction'];
export type Durations = components['schemas']['Durations'];
export type Employment = components['schemas']['Employment'];
export type Entry = components['schemas']['Entry'];
export type EntryKind = components['schemas']['EntryKind'];
export type FindingView = components['schemas']['FindingView'];
export type FromPage = components['schemas']['FromPage'];
export type HeaderLine = components['schemas']['HeaderLine'];
export type HouseState = components['schemas']['HouseState'];
export type InvitationView = components['schemas']['InvitationView'];
export type Invite = components['schemas']['Invite'];
export type Invited = components['schemas']['Invited'];
export type JobCounts = components['schemas']['JobCounts'];
export type JobPage = components['schemas']['JobPage'];
export type JobState = components['schemas']['JobState'];
export type JobView = components['schemas']['JobView'];
export type MailDetail = components['schemas']['MailDetail'];
export type MailLine = components['schemas']['MailLine'];
export type MailPage = components['schemas']['MailPage'];
export type MailPlan = components['schemas']['MailPlan'];
export type MailState = components['schemas']['MailState'];
export type May = components['schemas']['May'];
export type Me = components['schemas']['Me'];
export type MyCall = components['schemas']['MyCall'];
export type MyState = components['schemas']['MyState'];
export type NameRef = components['schemas']['NameRef'];
export type NewChannel = components['schemas']['NewChannel'];
export type NewNotification = components['schemas']['NewNotification'];
export type NewRole = components['schemas']['NewRole'];
export type NewTask = components['schemas']['NewTask'];
export type NewTeam = components['schemas']['NewTeam'];
export type NewWebhook = components['schemas']['NewWebhook'];
export type NotificationActivity = components['schemas']['NotificationActivity'];
export type NotificationChange = components['schemas']['NotificationChange'];
export type NotificationDoc = components['schemas']['NotificationDoc'];
export type NotificationSettings = components['schemas']['NotificationSettings'];
export type NotificationTemplate = components['schemas']['NotificationTemplate'];
export type NumberMatching = components['schemas']['NumberMatching'];
export type OfferHow = components['schemas']['OfferHow'];
export type OfficeHours = components['schemas']['OfficeHours'];
export type OpenInvitation = components['schemas']['OpenInvitation'];
export type OpenSpan = components['schemas']['OpenSpan'];
export type OutcomeKind = components['schemas']['OutcomeKind'];
export type PasswordChange = components['schemas']['PasswordChange'];
export type PastCall = components['schemas']['PastCall'];
export type PastCalls = components['schemas']['PastCalls'];
export type Peaks = components['schemas']['Peaks'];
export type Permission = components['schemas']['Permission'];
export type PhoneAnswer = components['schemas']['PhoneAnswer'];
export type PhoneDoing = components['schemas']['PhoneDoing'];
export type PhoneEcho = components['schemas']['PhoneEcho'];
export type PhoneOffer = components['schemas']['PhoneOffer'];
export type PhoneView = components['schemas']['PhoneView'];
export type Piece = components['schemas']['Piece'];
export type Priority = components['schemas']['Priority'];
export type Problem = components['schemas']['Problem'];
export type Reach = components['schemas']['Reach'];
export type Reason = components['schemas']['Reason'];
export type RecordingMode = components['schemas']['RecordingMode'];
export type RecordingNow = components['schemas']['RecordingNow'];
export type RecordingStanding = components['schemas']['RecordingStanding'];
export type RecordingView = components['schemas']['RecordingView'];
export type Resent = components['schemas']['Resent'];
export type ResultCounts = components['schemas']['ResultCounts'];
export type ResultPage = components['schemas']['ResultPage'];
export type ResultState = components['schemas']['ResultState'];
export type ResultView = components['schemas']['ResultView'];
export type Ring = components['schemas']['Ring'];
export type RoleChange = components['schemas']['RoleChange'];
export type RoleDoc = components['schemas']['RoleDoc'];
export type RoleSettings = components['schemas']['RoleSettings'];
export type RouteView = components['schemas']['RouteView'];
export type Saved = components['schemas']['Saved'];
export type SearchResult = components['schemas']['SearchResult'];
export type SessionView = components['schemas']['SessionView'];
export type Settings = components['schemas']['Settings'];
export type SetUp = components['schemas']['SetUp'];
export type SignIn = components['schemas']['SignIn'];
export type Status = components['schemas']['Status'];
export type Strip = components['schemas']['Strip'];
export type StripTeam = components['schemas']['StripTeam'];
export type TagChange = components['schemas']['TagChange'];
export type TagDoc = components['schemas']['TagDoc'];
export type TagMade = components['schemas']['TagMade'];
export type TagSettings = components['schemas']['TagSettings'];
export type TagView = components['schemas']['TagView'];
export type TaskAssignee = components['schemas']['TaskAssignee'];
export type TaskChange = components['schemas']['TaskChange'];
export type TaskPage = components['schemas']['TaskPage'];
export type TaskPlan = components['schemas']['TaskPlan'];
export type TaskView = components['schemas']['TaskView'];
export type TeamChange = components['schemas']['TeamChange'];
export type TeamDoc = components['schemas']['TeamDoc'];
export type TeammateChange = components['schemas']['TeammateChange'];
export type TeammateDoc = components['schemas']['TeammateDoc'];
export type TeammateSettings = components['schemas']['TeammateSettings'];
export type TeammateView = components['schemas']['TeammateView'];
export type TeamOpen = components['schemas']['TeamOpen'];
export type TeamSettings = components['schemas']['TeamSettings'];
export type Toggle = components['schemas']['Toggle'];
export type ToPage = components['schemas']['ToPage'];
export type Trial = components['schemas']['Trial'];
export type TrialAlert = components['schemas']['TrialAlert'];
export type TrialMail = components['schemas']['TrialMail'];
export type TrialTask = components['schemas']['TrialTask'];
export type TrunkAccess = components['schemas']['TrunkAccess'];
export type TrunkChange = components['schemas']['TrunkChange'];
export type TrunkSettings = components['schemas']['TrunkSettings'];
export type TrunkTest = components['schemas']['TrunkTest'];
export type TrunkTested = components['schemas']['TrunkTested'];
export type TrunkView = components['schemas']['TrunkView'];
export type TryNotification = components['schemas']['TryNotification'];
export type VariableView = components['schemas']['VariableView'];
export type Views = components['schemas']['Views'];
export type WaitingCall = components['schemas']['WaitingCall'];
export type WaitingStage = components['schemas']['WaitingStage'];
export type WebhookChange = components['schemas']['WebhookChange'];
export type WebhookDoc = components['schemas']['WebhookDoc'];
export type WebhookEvent = components['schemas']['WebhookEvent'];
export type WebhookSecret = components['schemas']['WebhookSecret'];
export type WebhookSettings = components['schemas']['WebhookSettings'];
export type WebhookTested = components['schemas']['WebhookTested'];
export type When = components['schemas']['When'];
export type Why = components['schemas']['Why'];
export type WhyCandidate = components['schemas']['WhyCandidate'];
export type WhyCount = components['schemas']['WhyCount'];
export type WhyOffer = components['schemas']['WhyOffer'];
export type WhyStay = components['schemas']['WhyStay'];
export type WorkspaceBrief = components['schemas']['WorkspaceBrief'];
export type WorkspaceChange = components['schemas']['WorkspaceChange'];
export type WorkspaceDoc = components['schemas']['WorkspaceDoc'];
export type WorkspaceKind = components['schemas']['WorkspaceKind'];
export type WorkspaceSettings = components['schemas']['WorkspaceSettings'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
