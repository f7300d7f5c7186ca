-- Schema version 4 of the archive on SQLite: the columns of the item list that only some lists have. Its twin is
-- sql/postgres/004.sql. Lists stored before have none of them.

ALTER TABLE matter ADD COLUMN sub_item TEXT NOT NULL DEFAULT ''; -- 抽查子项
ALTER TABLE matter ADD COLUMN rate TEXT NOT NULL DEFAULT ''; -- 抽查比例
ALTER TABLE matter ADD COLUMN frequency TEXT NOT NULL DEFAULT ''; -- 抽查频次
ALTER TABLE matter ADD COLUMN staff TEXT NOT NULL DEFAULT ''; -- 检查人员要求
ALTER TABLE matter ADD COLUMN skills TEXT NOT NULL DEFAULT ''; -- the qualifications it names, joined by +
ALTER TABLE matter ADD COLUMN points TEXT NOT NULL DEFAULT ''; -- 检查要点, one a line
ALTER TABLE matter ADD COLUMN materials TEXT NOT NULL DEFAULT ''; -- 准备资料, one a line
ALTER TABLE matter ADD COLUMN expires TEXT; -- 失效日期
ALTER TABLE matter ADD COLUMN note TEXT NOT NULL DEFAULT ''; -- 备注
