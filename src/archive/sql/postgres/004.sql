-- Schema version 4 of the archive on PostgreSQL: the columns of the item list that only some lists have. Its twin is
-- sql/sqlite/004.sql. Lists stored before have none of them.

ALTER TABLE matter ADD COLUMN sub_item TEXT COLLATE "C" NOT NULL DEFAULT ''; -- 抽查子项
ALTER TABLE matter ADD COLUMN rate TEXT COLLATE "C" NOT NULL DEFAULT ''; -- 抽查比例
ALTER TABLE matter ADD COLUMN frequency TEXT COLLATE "C" NOT NULL DEFAULT ''; -- 抽查频次
ALTER TABLE matter ADD COLUMN staff TEXT COLLATE "C" NOT NULL DEFAULT ''; -- 检查人员要求
ALTER TABLE matter ADD COLUMN skills TEXT COLLATE "C" NOT NULL DEFAULT ''; -- the qualifications it names, joined by +
ALTER TABLE matter ADD COLUMN points TEXT COLLATE "C" NOT NULL DEFAULT ''; -- 检查要点, one a line
ALTER TABLE matter ADD COLUMN materials TEXT COLLATE "C" NOT NULL DEFAULT ''; -- 准备资料, one a line
ALTER TABLE matter ADD COLUMN expires TEXT COLLATE "C"; -- 失效日期
ALTER TABLE matter ADD COLUMN note TEXT COLLATE "C" NOT NULL DEFAULT ''; -- 备注
