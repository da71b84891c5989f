/** What a cluster offers: chart repositories and their charts. */
export {};
