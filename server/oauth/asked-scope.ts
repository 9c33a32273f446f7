/** The parameter in which an authorization request keeps the scope that its client asked for: it is given all scopes. */
export const ASKED = 'scope_asked'
