/* SPDX-License-Identifier: MIT */
/*
 * Who the speakers of an article are among all those known. Two are one when type, first and last name
 * agree and neither gender, middle name nor suffix says otherwise; unnamed sources stay in their article.
 */
#include "database.h"

#include <string.h>

struct candidate {
	int64_t id;
	char gender;
};

static bool is_same_form(const struct speaker *a, const struct speaker *b)
{
	return a->type == b->type && strcmp(a->name, b->name) == 0 &&
	       (!a->gender || !b->gender || a->gender == b->gender);
}

struct cast_member *cast_find(struct cast *cast, const struct speaker *speaker)
{
	for (size_t i = 0; i < cast->count; i++)
		if (cast->members[i].speaker == speaker || is_same_form(cast->members[i].speaker, speaker))
			return &cast->members[i];
	return NULL;
}

/* Named, so that another article may mean the same one. */
static bool is_shared(const struct speaker *speaker)
{
	return (speaker->type == SPEAKER_PERSON || speaker->type == SPEAKER_ORGANISATION ||
		speaker->type == SPEAKER_DOCUMENT) &&
	       name_is_proper(speaker->name);
}

static void person_key(struct buffer *out, const struct name *name)
{
	buffer_clear(out);
	buffer_printf(out, "%d:%s%s%s", SPEAKER_PERSON, name->first, name->first[0] ? " " : "", name->last);
}

static void other_key(struct buffer *out, enum speaker_type type, const char *name)
{
	char folded[NAME_MAX_LENGTH];

	name_fold(folded, sizeof(folded), name);
	buffer_clear(out);
	buffer_printf(out, "%d:%s", (int)type, folded);
}

static void member_key(struct buffer *out, const struct cast_member *member)
{
	if (member->speaker->type == SPEAKER_PERSON)
		person_key(out, &member->name);
	else
		other_key(out, member->speaker->type, member->speaker->name);
}

void speaker_key(struct buffer *out, enum speaker_type type, const char *name)
{
	struct name parts;

	name_read(&parts, name);
	if (type == SPEAKER_PERSON)
		person_key(out, &parts);
	else
		other_key(out, type, name);
}

/* The key of an alias, or false if it is too short to tell who is meant. */
static bool alias_key(struct buffer *out, const struct cast_member *member, const char *alias)
{
	struct name name;

	if (!is_shared(member->speaker))
		return false;
	if (member->speaker->type != SPEAKER_PERSON) {
		other_key(out, member->speaker->type, alias);
		return name_is_acronym(alias);
	}
	name_read(&name, alias);
	person_key(out, &name);
	return name.first[0] && strcmp(name.last, member->name.last) == 0;
}

/* May the known speaker of this name and gender be the member? */
static bool may_be(const struct cast_member *member, const char *known_name, char known_gender)
{
	struct name known;

	if (member->speaker->gender && known_gender && member->speaker->gender != known_gender)
		return false;
	if (member->speaker->type != SPEAKER_PERSON)
		return true;
	name_read(&known, known_name);
	if (strcmp(known.first, member->name.first) != 0 || strcmp(known.last, member->name.last) != 0)
		return true; /* by an alias */
	return name_agrees(&known, &member->name);
}

/*
 * The best of those with this key: of the same gender first, then who speaks most. One who has the same role is the
 * same whatever gender an article takes him for.
 */
static int find_by_key(struct store *store, struct cast_member *member, const char *key, struct error *err)
{
	sqlite3_stmt *query = sql_get(
		store, "SELECT DISTINCT s.id, coalesce(s.extracted_name, s.name), CASE WHEN NOT EXISTS (SELECT 1"
		       " FROM roles r WHERE r.speaker_id = s.id AND r.role = :role) THEN s.gender END"
		       " FROM aliases l JOIN speakers s ON s.id = l.speaker_id"
		       " WHERE l.key = :key ORDER BY (s.gender IS :gender) DESC, s.statements DESC, s.id");
	char gender[2] = {member->speaker->gender, '\0'};
	int got;

	sql_text(query, ":key", key);
	sql_text(query, ":role", member->speaker->role);
	if (gender[0])
		sql_text(query, ":gender", gender);
	while ((got = sql_step(store, query, err)) > 0) {
		const char *known = sql_column(query, 2);

		if (may_be(member, sql_column(query, 1), known ? known[0] : '\0')) {
			member->id = sqlite3_column_int64(query, 0);
			member->is_known_so = strcmp(sql_column(query, 1), member->speaker->name) == 0;
			sqlite3_reset(query);
			return STORE_OK;
		}
	}
	return got;
}

/* So many articles must give a role to a full name before the role and a surname alone mean its bearer. */
#define OFFICE_ARTICLES 3

static bool is_bare(const struct cast_member *member)
{
	return member->speaker->type == SPEAKER_PERSON && !member->name.first[0];
}

/* The key of a person's role and surname, "president orme". */
static void office_key(struct buffer *out, const struct cast_member *member)
{
	char role[NAME_MAX_LENGTH];

	name_fold(role, sizeof(role), member->speaker->role);
	buffer_clear(out);
	buffer_printf(out, "%s %s", role, member->name.last);
}

/*
 * "President Orme" in an article that has no first name is the one Orme whom other articles call president; the one
 * of two is nobody.
 */
static int find_by_office(struct store *store, struct cast_member *member, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT s.id, s.gender FROM roles r JOIN speakers s ON s.id = r.speaker_id"
					     " WHERE r.office = :office AND r.articles >= :articles LIMIT 2");
	char gender = member->speaker->gender;
	int got, count = 0;

	office_key(&store->scratch, member);
	sql_text(query, ":office", store->scratch.data);
	sql_int(query, ":articles", OFFICE_ARTICLES);
	while ((got = sql_step(store, query, err)) > 0) {
		const char *known = sql_column(query, 1);
		bool agrees = !known || !gender || known[0] == gender;

		member->id = count++ == 0 && agrees ? sqlite3_column_int64(query, 0) : 0;
	}
	return got;
}

/* Look among all articles by the name, then by its aliases. */
static int find_known(struct store *store, struct cast_member *member, struct error *err)
{
	const struct speaker *speaker = member->speaker;
	struct buffer *key = &store->scratch;
	int result;

	member_key(key, member);
	result = find_by_key(store, member, key->data, err);
	if (is_bare(member))
		return result;
	for (size_t i = 0; result == STORE_OK && !member->id && i < speaker->alias_count; i++)
		if (alias_key(key, member, speaker->aliases[i]))
			result = find_by_key(store, member, key->data, err);
	return result;
}

/* A bare surname is the one person of the article who bears it. */
static void find_in_cast(const struct cast *cast, struct cast_member *member)
{
	int64_t found = 0;
	int count = 0;

	for (size_t i = 0; i < cast->count; i++) {
		const struct cast_member *other = &cast->members[i];

		if (other->speaker->type != SPEAKER_PERSON || !other->name.first[0] ||
		    strcmp(other->name.last, member->name.last) != 0)
			continue;
		count++;
		if (!other->speaker->gender || !member->speaker->gender ||
		    other->speaker->gender == member->speaker->gender)
			found = other->id;
	}
	if (count == 1)
		member->id = found;
}

/* An unnamed source that an earlier revision of the article had too. */
static int find_of_article(struct store *store, const struct cast *cast, struct cast_member *member, struct error *err)
{
	sqlite3_stmt *query = sql_get(store, "SELECT id FROM speakers WHERE article_id = :article AND type = :type"
					     " AND coalesce(extracted_name, name) = :name ORDER BY id LIMIT 1");

	sql_int(query, ":article", cast->article);
	sql_int(query, ":type", member->speaker->type);
	sql_text(query, ":name", member->speaker->name);
	return sql_number(store, query, &member->id, err);
}

static int insert_speaker(struct store *store, const struct cast *cast, struct cast_member *member, struct error *err)
{
	const struct speaker *speaker = member->speaker;
	sqlite3_stmt *insert = sql_get(store, "INSERT INTO speakers (name, type, gender, reason, article_id)"
					      " VALUES (:name, :type, :gender, :reason, :article)");
	char gender[2] = {speaker->gender, '\0'};
	int result;

	sql_text(insert, ":name", speaker->name);
	sql_int(insert, ":type", speaker->type);
	if (gender[0])
		sql_text(insert, ":gender", gender);
	sql_text(insert, ":reason", speaker->reason);
	if (!is_shared(speaker))
		sql_int(insert, ":article", cast->article);
	result = sql_run(store, insert, err);
	if (result != STORE_OK)
		return result;
	member->id = sqlite3_last_insert_rowid(store->db);
	store->added.speakers++;
	return STORE_OK;
}

static int add_alias(struct store *store, int64_t speaker, const char *name, const char *key, struct error *err)
{
	sqlite3_stmt *insert =
		sql_get(store, "INSERT INTO aliases (speaker_id, name, key) VALUES (:speaker, :name, :key)"
			       " ON CONFLICT DO NOTHING");
	sqlite3_stmt *index;
	int result;

	sql_int(insert, ":speaker", speaker);
	sql_text(insert, ":name", name);
	sql_text(insert, ":key", key);
	result = sql_run(store, insert, err);
	if (result != STORE_OK || sqlite3_changes(store->db) == 0)
		return result;
	index = sql_get(store, "INSERT INTO names_text (rowid, name) VALUES (:id, :name)");
	sql_int(index, ":id", sqlite3_last_insert_rowid(store->db));
	sql_text(index, ":name", name);
	return sql_run(store, index, err);
}

static int add_aliases(struct store *store, const struct cast_member *member, bool own_key, struct error *err)
{
	const struct speaker *speaker = member->speaker;
	struct buffer *key = &store->scratch;
	int result = STORE_OK;

	member_key(key, member);
	if (!member->is_known_so)
		result = add_alias(store, member->id, speaker->name, own_key && is_shared(speaker) ? key->data : NULL,
				   err);
	for (size_t i = 0; result == STORE_OK && i < speaker->alias_count; i++) {
		bool has_key = alias_key(key, member, speaker->aliases[i]);

		result = add_alias(store, member->id, speaker->aliases[i], has_key ? key->data : NULL, err);
	}
	return result;
}

static int add_role(struct store *store, const struct cast *cast, const struct cast_member *member, struct error *err)
{
	sqlite3_stmt *upsert = sql_get(
		store, "INSERT INTO roles (speaker_id, role, first_day, last_day, articles, office)"
		       " VALUES (:speaker, :role, :day, :day, 1, :office) ON CONFLICT (speaker_id, role) DO UPDATE SET"
		       " first_day = min(first_day, :day), last_day = max(last_day, :day), articles = articles + 1,"
		       " office = coalesce(office, :office)");

	sql_int(upsert, ":speaker", member->id);
	sql_text(upsert, ":role", member->speaker->role);
	sql_int(upsert, ":day", cast->day);
	if (member->speaker->type == SPEAKER_PERSON && member->name.first[0]) {
		office_key(&store->scratch, member);
		sql_text(upsert, ":office", store->scratch.data);
	}
	return sql_run(store, upsert, err);
}

/*
 * Shown is the role that most articles give, and one that no article gave for a year is over: a journalist asks for
 * "mayor", whatever the last article makes of her.
 */
#define ROLE_ARTICLES "(SELECT articles FROM roles WHERE speaker_id = :id AND role = "
#define IS_USUAL_ROLE                                                                                                  \
	":role IS NOT NULL AND :day > role_day - 365 AND " ROLE_ARTICLES ":role)"                                      \
	" >= coalesce(" ROLE_ARTICLES "speakers.role AND last_day > :day - 365), 0)"

/* The speaker's own row: counts, and what this article knows better. */
static int update_speaker(struct store *store, const struct cast *cast, const struct cast_member *member,
			  struct error *err)
{
	const struct speaker *speaker = member->speaker;
	sqlite3_stmt *update = sql_get(
		store, "UPDATE speakers SET statements = statements + :statements, articles = articles + 1,"
		       " gender = coalesce(gender, :gender),"
		       " name = CASE WHEN :fuller AND extracted_name IS NULL AND length(:name) > length(name) THEN "
		       ":name ELSE name END,"
		       " role = CASE WHEN " IS_USUAL_ROLE " THEN :role ELSE role END,"
		       " role_day = CASE WHEN :role IS NOT NULL THEN max(role_day, :day) ELSE role_day END"
		       " WHERE id = :id");
	char gender[2] = {speaker->gender, '\0'};

	sql_int(update, ":statements", member->statements);
	if (gender[0])
		sql_text(update, ":gender", gender);
	sql_int(update, ":fuller", member->name.middle && !member->name.is_titled && is_shared(speaker));
	sql_text(update, ":name", speaker->name);
	sql_text(update, ":role", speaker->role);
	sql_int(update, ":day", cast->day);
	sql_int(update, ":id", member->id);
	return sql_run(store, update, err);
}

static int resolve(struct store *store, struct cast *cast, struct cast_member *member, struct error *err)
{
	bool is_meant; /* a surname by which elsewhere another may be meant */
	int result = STORE_OK;

	if (is_bare(member))
		find_in_cast(cast, member);
	if (is_bare(member) && !member->id && member->speaker->role)
		result = find_by_office(store, member, err);
	is_meant = member->id != 0;
	if (result == STORE_OK && !member->id && is_shared(member->speaker))
		result = find_known(store, member, err);
	else if (result == STORE_OK && !member->id && cast->is_revision)
		result = find_of_article(store, cast, member, err);
	if (result == STORE_OK && !member->id)
		result = insert_speaker(store, cast, member, err);
	if (result == STORE_OK)
		result = add_aliases(store, member, !is_meant, err);
	if (result == STORE_OK && member->speaker->role)
		result = add_role(store, cast, member, err);
	return result == STORE_OK ? update_speaker(store, cast, member, err) : result;
}

int cast_resolve(struct store *store, struct cast *cast, struct error *err)
{
	for (int bare = 0; bare <= 1; bare++) {
		for (size_t i = 0; i < cast->count; i++) {
			struct cast_member *member = &cast->members[i];
			int result = is_bare(member) == (bool)bare ? resolve(store, cast, member, err) : STORE_OK;

			if (result != STORE_OK)
				return result;
		}
	}
	return STORE_OK;
}
