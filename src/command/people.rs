//! `suicha people …`, and who acts: the person, what it may do, and the key it signs with.

use super::answer::Answer;
use super::witness::{new_key, read_key};
use crate::cli::PeopleCommand;
use crate::core::outcome::act::Actor;
use crate::core::text::seen_words;
use crate::core::witness::key::SignerKey;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::people::{Duty, People, Person, Role};
use serde_json::json;
use std::path::Path;

/// Runs one command about people.
pub fn run(env: &mut Env, command: &PeopleCommand) -> Result<Answer> {
    match command {
        PeopleCommand::List => list(env),
        PeopleCommand::Keygen { name, file } => keygen(env, name, file),
    }
}

/// Who acts, and the key the act is signed with.
pub struct Signer {
    /// As the act says it.
    pub actor: Actor,
    /// None where the bureau keeps no list of people.
    pub key: Option<SignerKey>,
}

/// The person who acts on outcomes or credit. With a list of people it must allow the act and the key must be the
/// person's; without one it is the operator, whom nothing proves.
pub fn signer(env: &mut Env, duty: impl Into<Duty>) -> Result<Signer> {
    let Some((person, key)) = person(env, duty.into())? else {
        let id = seen_words(&env.operator).replace('\n', " ");
        env.operator.clone_from(&id);
        return Ok(Signer { actor: Actor { id, card: None, key: None }, key: None });
    };
    let actor = Actor { id: person.id.to_string(), card: person.card.clone(), key: Some(person.key.clone()) };
    Ok(Signer { actor, key: Some(key) })
}

/// The key with which a command's row of the journal is signed; `None` where the bureau keeps no list of
/// people.
pub fn journal_key(env: &Env, verb: &str) -> Result<Option<SignerKey>> {
    Ok(person(env, Duty::of(verb))?.map(|(_, key)| key))
}

/// Who acts, and the key, if the list of people allows the act.
fn person(env: &Env, duty: Duty) -> Result<Option<(Person, SignerKey)>> {
    people(env)?.map(|people| allowed(&people, &env.operator, env.key.as_deref(), duty)).transpose()
}

/// The person of an id, and the key in that file, if the list of people allows the act.
pub fn allowed(people: &People, id: &str, key: Option<&Path>, duty: Duty) -> Result<(Person, SignerKey)> {
    let person = people.find(id).ok_or_else(|| {
        Error::said(Exit::Usage, format!("人员名单中没有 {id}"), format!("{id} is not in the list of people"))
            .advice(
                "用 --as 指明本人的 id，或设环境变量 SUICHA_OPERATOR",
                "say who you are with --as ID, or in the variable SUICHA_OPERATOR",
            )
    })?;
    if !person.roles.iter().any(|role| role.may(duty)) {
        let (what_zh, what_en) = duty.said();
        let zh = format!("{id} 的角色（{}）不能{what_zh}", roles(person, Role::zh));
        return Err(Error::said(
            Exit::Rejected,
            zh,
            format!("{id} ({}) may not {what_en}", roles(person, Role::word)),
        ));
    }
    let path = key.ok_or_else(|| {
        Error::said(Exit::Usage, "没有指明私钥文件", "no private key is named").advice(
            "用 --key 文件，或设环境变量 SUICHA_KEY",
            "name it with --key FILE, or in the variable SUICHA_KEY",
        )
    })?;
    let key = read_key(path)?;
    if *key.verifier() != person.key {
        let path = path.display();
        return Err(Error::said(
            Exit::Rejected,
            format!("私钥 {path} 不是人员名单中 {id} 的"),
            format!("{path} is not the key of {id} in the list of people"),
        ));
    }
    Ok((person.clone(), key))
}

/// The list of people, where the bureau has one.
pub fn people(env: &Env) -> Result<Option<People>> {
    env.config.people.as_ref().map(|file| People::read(&env.root.join(file))).transpose()
}

fn roles(person: &Person, word: fn(Role) -> &'static str) -> String {
    person.roles.iter().map(|role| word(*role)).collect::<Vec<_>>().join(", ")
}

fn list(env: &Env) -> Result<Answer> {
    let lang = env.lang;
    let Some(people) = people(env)? else {
        let text = lang.pick(
            "没有人员名单：结果的审核和公示只看操作员是否不同，没有签名\n",
            "there is no list of people: outcomes are reviewed by another operator, nothing is signed\n",
        );
        return Ok(Answer::new(text, json!({"people": null})));
    };
    let mut text = String::new();
    for person in people.all() {
        let word = lang.pick(Role::zh as fn(Role) -> &'static str, Role::word);
        let Person { id, name, department, key, .. } = person;
        text.push_str(&format!("{id}  {name}  {}  {department}\n    {key}\n", roles(person, word)));
    }
    let document = |person: &Person| {
        json!({
            "id": person.id.as_str(), "name": person.name, "department": person.department,
            "roles": person.roles.iter().map(|role| role.word()).collect::<Vec<_>>(),
            "card": person.card.as_ref().map(|card| card.as_str()), "key": person.key.to_string(),
        })
    };
    Ok(Answer::new(text, json!({"people": people.all().iter().map(document).collect::<Vec<_>>()})))
}

fn keygen(env: &mut Env, name: &str, file: &Path) -> Result<Answer> {
    let key = new_key(env, name, file)?;
    let (public, path) = (key.verifier(), file.display());
    let line =
        format!("[[person]]\nid = \"{name}\"\nname = \"\"\nroles = [\"operator\"]\nkey = \"{public}\"\n");
    let text = env.lang.pick(
        format!("私钥 {path}（本人保管，请勿外传）；请负责人将以下内容写入人员名单：\n{line}"),
        format!("private key {path} (its owner keeps it); for the list of people:\n{line}"),
    );
    Ok(Answer::new(text, json!({"id": name, "public_key": public.to_string()})))
}
