// The text that goes with a pack: what its files are and how anyone can check them, in Chinese and in English. Nothing else.

export const README_TEXT = `会话证据包

transcript.html  可阅读的会话记录（无脚本，浏览器直接打开）
events.json      每一条记录及其封存信息
manifest.json    清单：条数、首末哈希、知识与规则版本、各文件 SHA-256，可选 Ed25519 签名

核验：在安装了掌柜答的电脑上运行
  npm run verify-evidence -- 文件.zip [--key 公钥.pem]
不需要数据库。任何一条记录被改动、删除、插入或调换顺序都会被指出。

也可以自行核验（canonical 指 RFC 8785 规范 JSON，‖ 指连接）：
  body_hash = SHA-256(salt ‖ canonical(body))
  hash = SHA-256(canonical({v:1, conversation, seq, at, type, sender, knowledge_version, rules_version, body_hash, prev}))
  第一条的 prev = SHA-256(canonical({v:1, genesis: conversation}))，其余为上一条的 hash
shown 为 masked 的记录：正文已脱敏，不附 salt，正文不能单独核验，但哈希链仍可核验。
shown 为 erased 的记录：正文已按隐私要求删除，只保留哈希；之后必有一条 erasure 记录写明删除了哪些，否则会被指出。
sealed 为 later 的记录：写入时还没有封存机制，之后补封，因此没有版本信息。
manifest.json 的 anchor：导出时店铺日志（全店各会话末条哈希的另一条链）的最新一项，及其中本会话的末条。
本包单独不能说明什么，写在 manifest.json 的 cannot_show。没有签名的证据包只能发现无意或不彻底的改动；要发现整体替换、截尾和伪造的删除，
请核对签名公钥的指纹，并与店铺另存的 heads.log 比对：
  npm run verify-evidence -- 文件.zip --heads heads.log [--key 公钥.pem]

Evidence of one conversation. Check it with: npm run verify-evidence -- FILE.zip [--key PUBLIC.pem]
The formulas above hold for every row; masked rows show masked bodies and no salt, erased rows keep their hashes alone. and
a later row of type erasure names them. What this pack alone cannot show stands in manifest.json under cannot_show: without a
signature, and without a heads.log that was kept elsewhere (--heads FILE), a chain made anew from end to end is not seen.
`;
