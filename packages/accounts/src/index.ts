/** Users, sessions, tokens and roles; storage is injected. */
export type { Account, AccountRole, AccountStore } from './account.ts';
export { Login, type LoginTokens } from './login.ts';
export { PasswordCheck } from './password-check.ts';
export { hashPassword, verifyPassword } from './password-hash.ts';
export { PasswordKey, type PublicPasswordKey } from './password-key.ts';
export { createTokenSigner, type TokenClaims, type TokenSigner, type TokenUse } from './token-signer.ts';
