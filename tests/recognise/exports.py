"""The smallest exports of each tool that have everything by which they are told."""

BALES = """システム管理情報：ID,会社情報：会社名,担当者情報：メール,担当者情報：部署,リード関連情報：リード所有者,システム管理情報：リード作成日時,コール結果1：開始日時,コール結果1：結果,コール結果2：開始日時,コール結果2：結果,商談1：商談作成日時,商談1：金額
B1,サクラ,a@sakura.example,営業,佐藤,2026/11/01 09:00,2026/11/01 10:00,担当者不在,2026/11/02 10:00,担当者接触：アポ獲得,2026/11/02 11:00,500000
B2,モミジ,b@momiji.example,情シス,鈴木,2026/11/01 09:00,2026/11/03 10:00,受付ブロック,,,,
B3,ツバキ,c@tsubaki.example,人事,鈴木,2026/11/04 09:00,,,,,,
"""
MIITEL = """通話種別,ユーザー名,ダイヤル開始時刻,通話開始時刻,通話時間 (秒)
発信,佐藤,2026/11/01 10:00:00,2026/11/01 10:00:12,312
発信,佐藤,2026/11/01 10:10:00,,0
着信,鈴木,2026/11/01 10:20:00,2026/11/01 10:20:03,60
"""
SALESFORCE_LEADS = """リード ID,会社名 / 取引先,リード 状況,リード 所有者,リードソース,作成日,従業員数,業種
00Q5g00000AbCdEEAV,サクラ,新規,佐藤,展示会,2026/11/01,50,製造
"""
SALESFORCE_OPPORTUNITIES = """商談 ID,商談名,取引先名,商談 所有者,フェーズ,完了予定日,金額,確度(%),作成日
006A,A,サクラ,田中,受注,2026/11/20,"1,200,000",100,2026/11/02
006B,B,モミジ,田中,失注,2026/11/20,500000,0,2026/11/03
006C,C,ツバキ,田中,稟議中,2026/12/20,500000,60,2026/11/04
"""
SALESFORCE_API_OPPORTUNITIES = """"Id","AccountId","Name","StageName","Amount","CloseDate","CreatedDate","OwnerId","IsClosed","IsWon"
"006A","001A","A","最終交渉","100","2026-12-20","2026-11-01T01:00:00.000Z","005A","false","false"
"006B","001A","B","他社採用","100","2026-11-20","2026-11-01T01:00:00.000Z","005A","true","false"
"006C","001A","C","契約締結","100","2026-11-20","2026-11-01T01:00:00.000Z","005A","true","true"
"""
SALESFORCE_TASKS = """"Id","WhoId","Subject","ActivityDate","CreatedDate","OwnerId","CallDisposition","CallDurationInSeconds","TaskSubtype"
"00T1","00QA","電話","2026-11-02","2026-11-02T01:00:00.000Z","005A","Connected","312","Call"
"00T2","00QA","メール","2026-11-02","2026-11-02T02:00:00.000Z","005A","","","Email"
"""
SALESFORCE_EVENTS = """"Id","WhoId","Subject","StartDateTime","EndDateTime","OwnerId","IsAllDayEvent"
"00U1","00QA","訪問","2026-11-02T01:00:00.000Z","2026-11-02T02:00:00.000Z","005A","false"
"""
HUBSPOT_CONTACTS = """Record ID,First Name,Last Name,Email,Company Name,Contact owner,Lead Status,Create Date,Original Traffic Source
101,Ann,Lee,ann@acme.example,Acme,Sato,New,2026-11-01 09:05,Organic Search
"""
HUBSPOT_CONTACTS_JA = """レコードID - コンタクト,名,姓,Eメール,会社名,コンタクト担当者,リードステータス,作成日 (GMT+9)
501,Taro,Yamada,taro@acme.example,Acme,佐藤,New,2026-11-20 09:05
502,Jiro,Suzuki,jiro@beta.example,Beta,佐藤,New,2026-11-21 09:05
"""
HUBSPOT_DEALS = """Record ID,Deal Name,Deal Stage,Close Date,Amount,Is Closed Won,Create Date,Deal owner
9001,Acme,Closed Won,2026-11-10,100000,true,2026-11-03,Tanaka
9002,Beta,Verbal,2026-11-20,50000,false,2026-11-04,Tanaka
9003,Gamma,Signed,2026-11-20,70000,true,2026-11-04,Tanaka
"""
HUBSPOT_CALLS = """Record ID,Call outcome,Call duration,Activity date,Activity assigned to
1,Connected,312000,2026-11-02 10:00,Sato
2,Left voicemail,0:00:30,2026-11-02 10:10,Sato
3,Call back later,,2026-11-02 10:20,Suzuki
"""
HUBSPOT_EMAILS = """Record ID,Email subject,Activity date,Email send status,Email direction,Activity assigned to,Associated Contact IDs
11,Hi,2026-11-02 11:00,Sent,EMAIL,Sato,101
12,Re: Hi,2026-11-02 12:00,Sent,INCOMING_EMAIL,Sato,101
"""
HUBSPOT_MEETINGS = """Record ID,Meeting name,Meeting start time,Meeting outcome,Activity assigned to
21,Demo,2026-11-02 15:00,Completed,Sato
"""
HUBSPOT_API_CALLS = """hs_object_id,hs_timestamp,hs_call_disposition,hs_call_duration,hs_call_direction,hubspot_owner_id
1,2026-11-02T01:00:00Z,f240bbac-87c9-4f6e-bf70-924b57d47db7,312000,OUTBOUND,77
"""
ZOHO_JA_LEADS = """見込み客 ID,見込み客の担当者,会社,見込み客のデータ元,作成日時,従業員数
zcrm_1,佐藤,サクラ,展示会,2026/11/01 09:00,50
"""
ZOHO_CALLS = """Call Id,Call Owner,Call Type,Call Start Time,Call Duration,Call Purpose
zcrm_1,Sato,Outbound,2026-11-02 10:00:00,05:12,Prospecting
"""
ZOHO_DEALS = """Deal Id,Deal Owner,Deal Name,Account Name,Stage,Amount,Closing Date,Created Time
zcrm_1,Tanaka,Acme,Acme,Closed Won,1000,2026-11-20,2026-11-01 09:00:00
"""
KINTONE = """"レコード番号","作成日時","流入経路","会社名","メールアドレス","担当者"
"1","2026/11/01 09:00","展示会","サクラ","a@sakura.example","佐藤"
"""

TOOLS = {
    "bales": (BALES, "bales-cloud", ["leads", "activities", "opportunities"]),
    "miitel": (MIITEL, "miitel", ["activities"]),
    "salesforce leads": (SALESFORCE_LEADS, "salesforce-ja", ["leads"]),
    "salesforce opportunities": (SALESFORCE_OPPORTUNITIES, "salesforce-ja", ["opportunities"]),
    "salesforce api": (SALESFORCE_API_OPPORTUNITIES, "salesforce-api", ["opportunities"]),
    "salesforce tasks": (SALESFORCE_TASKS, "salesforce-api", ["activities"]),
    "salesforce events": (SALESFORCE_EVENTS, "salesforce-api", ["activities"]),
    "hubspot contacts": (HUBSPOT_CONTACTS, "hubspot-en", ["leads"]),
    "hubspot contacts in Japanese": (HUBSPOT_CONTACTS_JA, "hubspot-ja", ["leads"]),
    "hubspot deals": (HUBSPOT_DEALS, "hubspot-en", ["opportunities"]),
    "hubspot calls": (HUBSPOT_CALLS, "hubspot-en", ["activities"]),
    "hubspot emails": (HUBSPOT_EMAILS, "hubspot-en", ["activities"]),
    "hubspot meetings": (HUBSPOT_MEETINGS, "hubspot-en", ["activities"]),
    "hubspot api calls": (HUBSPOT_API_CALLS, "hubspot-api", ["activities"]),
    "zoho leads": (ZOHO_JA_LEADS, "zoho-ja", ["leads"]),
    "zoho calls": (ZOHO_CALLS, "zoho-en", ["activities"]),
    "zoho deals": (ZOHO_DEALS, "zoho-en", ["opportunities"]),
    "kintone": (KINTONE, "hand-kept", ["leads"]),
    "our own names": ("lead_id,created_at,channel\nL1,2026-11-01,Web\n", "", ["leads"]),
}
"""An export of each kind, the preset that it is recognised by, and its tables."""
