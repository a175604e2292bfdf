/* SPDX-License-Identifier: MIT */
/* Which runs of capitals are names, how far they go, and whether they are persons. */
#include "engine_helper.h"

#include "../../daemon/engine/names.h"

#define ROUNDS_MAX 8191 /* as of run.c */

static struct names names; /* large */

static void find(struct fixture *fixture, const char *text)
{
	struct extraction extraction = {0};
	static struct arena arena;
	struct error err;

	assert_int_equal(engine_extract(fixture->engine, "a.txt", text, strlen(text), &extraction, &err), 0);
	arena_reset(&arena);
	names_find(&names, &fixture->engine->document, &arena);
	extraction_done(&extraction);
}

/* The entity that the mention with that text stands for. */
static const struct entity *entity_at(struct fixture *fixture, const char *text, const char *mention)
{
	const char *at = strstr(text, mention);

	assert_non_null(at);
	for (uint32_t i = 0; i < fixture->engine->document.token_count; i++) {
		const struct mention *found = names_at(&names, i);

		if (fixture->engine->document.tokens[i].start == (uint32_t)(at - text))
			return found ? names_entity(&names, found->entity) : NULL;
	}
	return NULL;
}

struct fact {
	const char *text, *mention;
	const char *name; /* or NULL: no name */
	enum entity_type type;
};

static void check_all(void **state, const struct fact *facts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct entity *entity;

		find(*state, facts[i].text);
		entity = entity_at(*state, facts[i].text, facts[i].mention);
		if (!facts[i].name) {
			if (entity)
				fail_msg("\"%s\" is a name in \"%s\"", entity->name, facts[i].text);
			continue;
		}
		if (!entity || strcmp(entity->name, facts[i].name) != 0)
			fail_msg("\"%s\", not \"%s\", in \"%s\"", entity ? entity->name : "nothing", facts[i].name,
				 facts[i].text);
		if (entity->type != facts[i].type)
			fail_msg("\"%s\" is of type %d in \"%s\"", entity->name, (int)entity->type, facts[i].text);
	}
	names_done(&names);
}

#define CHECK_ALL(facts) check_all(state, facts, sizeof(facts) / sizeof(*(facts)))

static void titles_are_no_part_of_a_name(void **state)
{
	static const struct fact facts[] = {
		{"They met Mr. Edmund Carrow there.", "Mr.", "Edmund Carrow", ENTITY_PERSON},
		{"They met Secretary of State Martha Wendell there.", "Secretary", "Martha Wendell", ENTITY_PERSON},
		{"They met Director of Harbour Safety Martha Wendell there.", "Director", "Martha Wendell",
		 ENTITY_PERSON},
		{"They met Aldmouth Mayor Martha Wendell there.", "Martha", "Martha Wendell", ENTITY_PERSON},
		{"They met Ohio Democratic Party Chairman David Quill there.", "David", "David Quill", ENTITY_PERSON},
		{"They met Republican Martha Wendell there.", "Martha", "Martha Wendell", ENTITY_PERSON},
	};

	CHECK_ALL(facts);
}

static void a_title_alone_is_no_name(void **state)
{
	static const struct fact facts[] = {
		{"They met the President there.", "President", NULL, ENTITY_PERSON},
		{"They met the Secretary General there.", "Secretary", NULL, ENTITY_PERSON},
		{"They met the US President there.", "US", NULL, ENTITY_PERSON},
	};

	CHECK_ALL(facts);
}

static void names_have_particles_initials_nicknames_and_suffixes(void **state)
{
	static const struct fact facts[] = {
		{"They met Edmund van der Carrow there.", "Edmund", "Edmund van der Carrow", ENTITY_PERSON},
		{"They met Edmund J. Carrow there.", "Edmund", "Edmund J. Carrow", ENTITY_PERSON},
		{"They met Minister of Defence Serhan Boyle there.", "Minister", "Serhan Boyle", ENTITY_PERSON},
		{"They met Edmund (Ned) Carrow there.", "Edmund", "Edmund (Ned) Carrow", ENTITY_PERSON},
		{"They met Edmund Carrow, Jr. there.", "Edmund", "Edmund Carrow, Jr.", ENTITY_PERSON},
	};

	CHECK_ALL(facts);
}

static void organisations_have_small_words(void **state)
{
	static const struct fact facts[] = {
		{"They joined the Department of Harbour Affairs there.", "Department", "Department of Harbour Affairs",
		 ENTITY_ORGANISATION},
		{"They joined the Trade and Safety Commission there.", "Trade", "Trade and Safety Commission",
		 ENTITY_ORGANISATION},
	};

	CHECK_ALL(facts);
}

static void forms_of_one_name_are_one(void **state)
{
	static const struct fact facts[] = {
		{"They met Edmund J. Carrow. Then Edmund Carrow left.", "Edmund Carrow left", "Edmund J. Carrow",
		 ENTITY_PERSON},
		{"They met William Tolmer. Then Bill Tolmer left.", "Bill", "William Tolmer", ENTITY_PERSON},
		{"They met Tyresha McQuenny. Then McQueny left.", "McQueny", "Tyresha McQuenny", ENTITY_PERSON},
	};

	CHECK_ALL(facts);
}

static void places_times_and_companies_are_no_persons(void **state)
{
	static const struct fact facts[] = {
		{"They met in Chicago on Friday.", "Chicago", "Chicago", ENTITY_PLACE},
		{"They met in Chicago on Friday.", "Friday", NULL, ENTITY_PERSON},
		{"They sold it to Seaway Lines Inc. there.", "Seaway", "Seaway Lines Inc.", ENTITY_ORGANISATION},
		{"They met in Marin County there.", "Marin", "Marin County", ENTITY_PLACE},
	};

	CHECK_ALL(facts);
}

static void things_are_no_persons(void **state)
{
	static const struct fact facts[] = {
		{"They left Norland Shipping on Friday.", "Norland", "Norland Shipping", ENTITY_ORGANISATION},
		{"They met the Institute for Marine Research there.", "Institute", "Institute for Marine Research",
		 ENTITY_ORGANISATION},
		{"The Ferry War began there.", "Ferry", "Ferry War", ENTITY_ORGANISATION},
		{"The Los Angeles Rams left early. Los Angeles Rams fans left too.", "Los Angeles", "Los Angeles Rams",
		 ENTITY_ORGANISATION},
		{"The United States left early.", "United States", "United States", ENTITY_ORGANISATION},
		{"Conservative Christians left early.", "Christians", NULL, ENTITY_PLACE},
		{"The Europeans left early.", "Europeans", NULL, ENTITY_PLACE},
	};

	CHECK_ALL(facts);
}

static void a_capital_at_the_start_of_a_sentence_is_no_name(void **state)
{
	static const struct fact facts[] = {
		{"Investigators met there. Smoke rose.", "Investigators", NULL, ENTITY_PERSON},
		{"Smoke rose. They saw smoke.", "Smoke", NULL, ENTITY_PERSON},
		{"\"Look, it rains,\" said Ann Quill.", "Look", NULL, ENTITY_PERSON},
	};

	CHECK_ALL(facts);
}

static void a_word_may_be_a_surname(void **state)
{
	static const struct fact facts[] = {
		{"They met Martha Rice. Rice left.", "Rice left", "Martha Rice", ENTITY_PERSON},
		{"They met Edmund May there. May left.", "Edmund", "Edmund May", ENTITY_PERSON},
		{"They met Dean Tolmer there.", "Dean", "Dean Tolmer", ENTITY_PERSON},
		{"They met Larry King there. Mr. King left.", "King left", "Larry King", ENTITY_PERSON},
	};

	CHECK_ALL(facts);
}

static void gender_is_learned_from_titles_and_pronouns(void **state)
{
	static const char text[] =
		"Mrs. Quorvane left. Aparnek Tolmer sat down, and he slept. Tolmer left when he woke.";
	const struct entity *entity;

	find(*state, text);
	entity = entity_at(*state, text, "Quorvane");
	assert_non_null(entity);
	assert_int_equal(entity_gender(entity), 'f');
	entity = entity_at(*state, text, "Aparnek");
	assert_non_null(entity);
	assert_int_equal(entity_gender(entity), 'm');
	names_done(&names);
}

static void roles_are_read_round_a_name(void **state)
{
	static const char text[] =
		"The mayor, Edmund Carrow, met former Governor Martha Wendell and Ned Tolmer, a teacher.";

	static const struct {
		const char *mention, *role;
	} facts[] = {{"Edmund", "mayor"}, {"Martha", "governor"}, {"Ned", "teacher"}};

	find(*state, text);
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		const struct entity *entity = entity_at(*state, text, facts[i].mention);

		assert_non_null(entity);
		assert_true(entity->role_count > 0);
		assert_string_equal(entity->roles[0].head->text, facts[i].role);
	}
	names_done(&names);
}

static void a_form_of_address_is_no_role(void **state)
{
	static const char text[] =
		"They met former mayor Sir Edmund Carrow. Mr. Carrow was tired, and so was Mr. Ned Tolmer.";
	const struct entity *entity;

	find(*state, text);
	entity = entity_at(*state, text, "Sir");
	assert_non_null(entity);
	assert_int_equal(entity->role_count, 1);
	assert_string_equal(entity->roles[0].head->text, "mayor");
	entity = entity_at(*state, text, "Mr. Ned");
	assert_non_null(entity);
	assert_int_equal(entity->role_count, 0);
	names_done(&names);
}

/* Also when the rounds by which articles are told apart begin anew. */
static void what_an_article_writes_small_is_forgotten(void **state)
{
	const char *text = "Rose said the bridge is safe.";

	find(*state, text);
	names.round = ROUNDS_MAX - 3;
	for (int i = 0; i < 4; i++) {
		find(*state, "The rose is red, and a rose is sweet. Rose is a colour.");
		assert_null(entity_at(*state, "The rose is red, and a rose is sweet. Rose is a colour.", "Rose"));
		find(*state, text);
		assert_non_null(entity_at(*state, text, "Rose"));
	}
	assert_true(names.round < ROUNDS_MAX / 2);
	names_done(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(titles_are_no_part_of_a_name),
		cmocka_unit_test(a_title_alone_is_no_name),
		cmocka_unit_test(names_have_particles_initials_nicknames_and_suffixes),
		cmocka_unit_test(organisations_have_small_words),
		cmocka_unit_test(forms_of_one_name_are_one),
		cmocka_unit_test(places_times_and_companies_are_no_persons),
		cmocka_unit_test(things_are_no_persons),
		cmocka_unit_test(a_capital_at_the_start_of_a_sentence_is_no_name),
		cmocka_unit_test(a_word_may_be_a_surname),
		cmocka_unit_test(gender_is_learned_from_titles_and_pronouns),
		cmocka_unit_test(roles_are_read_round_a_name),
		cmocka_unit_test(a_form_of_address_is_no_role),
		cmocka_unit_test(what_an_article_writes_small_is_forgotten),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
