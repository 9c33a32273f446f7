/** The numbers of the wire contract. They live here once; the platform and the dashboard import them. */
/** Words of a ticket, in Unicode code points, and the whole request body, in bytes. */
export declare const TICKET_LIMITS: {
    readonly title: 200;
    readonly description: 10000;
    readonly email: 254;
    readonly body: 65536;
};
/** What a server's configuration may carry, in code points; `categories` is a count. */
export declare const CONFIG_LIMITS: {
    readonly serverName: 80;
    readonly toolTitle: 60;
    readonly toolDescription: 1000;
    readonly category: 40;
    readonly categories: 10;
};
/** Bounds of the captured context (wire contract §4.1): strings in code points, `bytes` as UTF-8 JSON. */
export declare const CONTEXT_LIMITS: {
    readonly bytes: 32768;
    /** Kept free in the body beside the context, in bytes. */
    readonly reserve: 1024;
    readonly string: 2048;
    /** Caps that strings are recut to, in this order, while the context is too large. */
    readonly recut: readonly [1024, 512, 256];
    readonly stack: 8192;
    readonly name: 128;
    /** Levels of objects and arrays inside `arguments` and inside `result`; the outermost is level 1. */
    readonly depth: 6;
    readonly items: 50;
    readonly keys: 50;
    readonly nodes: 1000;
    readonly trail: 20;
    readonly capabilities: 20;
};
