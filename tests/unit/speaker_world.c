/* SPDX-License-Identifier: MIT */
/* Speakers as the world's newsrooms write them: titles, particles, offices and datelines, over invented people. */
#include "speaker_helper.h"

static void a_particle_may_be_joined_by_a_hyphen(void **state)
{
	static const struct fact facts[] = {
		{"Minister Khalid bin Rashid al-Wendi met Amal Karrow on Friday. \"It is late,\" al-Wendi said.", 0,
		 "Khalid bin Rashid al-Wendi"},
		{"Amal el-Karrow runs the clinic. \"It is late,\" Ms. el-Karrow said.", 0, "Amal el-Karrow"},
	};

	CHECK_ALL(facts);
}

static void a_title_may_go_on_before_the_name(void **state)
{
	static const struct fact facts[] = {
		{"Minister of State for Home Affairs Sunita Wendell said the ferry was late.", 0, "Sunita Wendell"},
		{"Det Con Martha Wendell, of Aldshire Police, said: \"It is late.\"", 0, "Martha Wendell"},
		{"CEO Martha Wendell said the ferry was late.", 0, "Martha Wendell"},
		{"Edmund Carrow, U.N. Director for the Aldmouth Group, said the ferry was late.", 0, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void a_dateline_is_no_speaker(void **state)
{
	static const struct fact facts[] = {
		{"ALDMOUTH -- Martha Wendell, opening the pier on Saturday, said it would be safe.", 0,
		 "Martha Wendell"},
		{"ALDMOUTH, Norway (AP) - Governors from nine counties on Thursday said the ferry was late.", 0,
		 "Governors"},
	};

	CHECK_ALL(facts);
}

static void an_office_is_one_name(void **state)
{
	static const struct fact facts[] = {
		{"Aldmouth County (Ohio) Sheriff Thomas Wendell said the ferry was late.", 0, "Thomas Wendell"},
		{"University of Aldmouth at San Antonio physics professor Martha Wendell said the ferry was late.", 0,
		 "Martha Wendell"},
		{"The Department for Work and Pensions said the ferry was late.", 0,
		 "Department for Work and Pensions"},
		{"The Aldmouth County Sheriff's Department said the ferry was late.", 0,
		 "Aldmouth County Sheriff's Department"},
		{"The Dairy Processors Association of Canada said the ferry was late.", 0,
		 "Dairy Processors Association of Canada"},
		{"A Department of Health and Social Care spokesperson said the ferry was late.", 0,
		 "Department of Health and Social Care spokesperson"},
	};

	CHECK_ALL(facts);
}

static void an_accent_makes_no_other_name(void **state)
{
	static const struct fact facts[] = {
		{"Jos\xC3\xA9 Wendell runs the ferry. Edmund Carrow met Jose Wendell on Friday. \"It is late,\" Mr. "
		 "Wendell said.",
		 0, "Jos\xC3\xA9 Wendell"},
	};

	CHECK_ALL(facts);
}

static void an_epithet_goes_to_who_stands_out(void **state)
{
	static const struct fact facts[] = {
		{"Striker Joao Wendell scored twice on Friday. The Brazilian said he was happy.", 0, "Joao Wendell"},
		{"Martha Wendell won the race on Friday. \"It was late,\" said the 24-year-old.", 0, "Martha Wendell"},
		{"Sir Edmund Carrow, MP for Aldmouth, praised the ferry. The Conservative MP said it was late.", 1,
		 "Edmund Carrow"},
		{"Darren Wendell drove on. He was calm. \"It is late,\" the father-of-two said.", 0, "Darren Wendell"},
		{"French striker Joao Wendell scored twice on Friday. The Brazilian said he was happy.", 0,
		 "Brazilian"},
		{"The ferry was late. The Italians said it would sail on Monday.", 0, "Italians"},
		{"Ann Lancashire lives in Lancashire. She likes Lancashire. Lancashire said it was late.", 0,
		 "Ann Lancashire"},
		{"Mark French runs the ferry. French said it was late.", 0, "Mark French"},
		{"Mark Carrow runs the ferry. Carrow's claim that it was late was false.", 0, "Mark Carrow"},
	};

	CHECK_ALL(facts);
}

static void one_more_is_of_the_same_kind(void **state)
{
	static const struct fact facts[] = {
		{"One neighbour said the ferry was late. Another said it was full.", 1, "neighbour"},
		{"A passenger aboard the ferry said: \"It is late.\" He said it was full.", 1, "passenger"},
		{"Asylum seekers on the ferry were cold. One said it was like a prison.", 0, "Asylum seeker"},
	};

	CHECK_ALL(facts);
}

static void an_official_stays_unnamed(void **state)
{
	static const struct fact facts[] = {
		{"The ferry was late.\n\nA senior official familiar with the talks said the ferry would sail.\n\nThe "
		 "official, who spoke on condition of anonymity, said it was full.\n\nMinister Edmund Carrow said it "
		 "was late.",
		 1, "senior official"},
		{"A spokesman for Aldmouth Ferries declined to comment.\n\nEdmund Carrow said the ferry was late.", 0,
		 "spokesman"},
	};

	CHECK_ALL(facts);
}

static void a_company_is_no_person(void **state)
{
	static const struct fact facts[] = {
		{"Telecoms group Telvia said it would cut jobs. The company said the ferry was late.", 1, "Telvia"},
		{"Brellco said its ferries were late. The company said they would sail.", 1, "Brellco"},
		{"Brellco, a shipping company, said the ferries were late. The firm said they would sail.", 1,
		 "Brellco"},
		{"The Brellco Consultancy runs the ferry. \"It is late,\" Brellco said.", 0, "Brellco Consultancy"},
		{"Ann Carrow of the Carrow Clinic was cold. \"It is late,\" Carrow said.", 0, "Ann Carrow"},
		{"New Hampshire Republicans said the ferry was late.", 0, "New Hampshire Republicans"},
		{"African-Americans said the ferry was late.", 0, "African-Americans"},
		{"Brellco said its ferries were late.\n\nThe ferry sank.\n\nIt was cold.\n\nThe government said it "
		 "was safe.",
		 1, "government"},
	};

	CHECK_ALL(facts);
}

static void a_section_knows_nobody_of_the_last(void **state)
{
	static const struct fact facts[] = {
		{"10:45 am\n\nMartha Wendell said the ferry was late.\n\n10:20 am\n\nShe said it was full.", 1, NULL},
		{"Martha Wendell said the ferry was late.\n\n___\n\nShe said it was full.", 1, NULL},
		{"Martha Wendell said the ferry was late.\n\nShe said it was full.", 1, "Martha Wendell"},
	};

	CHECK_ALL(facts);
}

static void it_is_what_the_sentence_before_begins_with(void **state)
{
	static const struct fact facts[] = {
		{"Brellco said the ferry was late. The city is angry. It said it would sue.", 1, "city"},
		{"Edmund Carrow's campaign is angry. It said the ferry was late.", 0, "Edmund Carrow's campaign"},
	};

	CHECK_ALL(facts);
}

static void they_may_be_one_source(void **state)
{
	static const struct fact facts[] = {
		{"A source close to the family said the ferry was late. They said it was full.", 1, "source"},
	};

	CHECK_ALL(facts);
}

static void whose_claim_it_is_stands_out_less(void **state)
{
	static const struct fact facts[] = {
		{"In Aldmouth, Edmund Carrow hit back at Thomas Wendell's claim that the ferry would sink.\n\nHe said "
		 "it "
		 "was full.",
		 1, "Edmund Carrow"},
	};

	CHECK_ALL(facts);
}

static void a_document_is_its_issuers(void **state)
{
	static const struct fact facts[] = {
		{"The Aldmouth Council issued a statement on Friday calling the ferry late. The statement said it was "
		 "full.",
		 1, "Aldmouth Council"},
		{"\"It is late,\" Martha Wendell said in a statement. The statement added that the ferry was full.", 1,
		 "Martha Wendell"},
		{"Martha Wendell said the ferry was late. The letter said it was full.", 1, "letter"},
	};

	CHECK_ALL(facts);
}

static void who_is_asked_by_name_answers(void **state)
{
	static const struct fact facts[] = {
		{"Thomas Wendell smiled. Wendell asked Irish journalist Kim Carrow where the ferry was. \"It is "
		 "late,\" "
		 "the reporter replied. She said it was full.",
		 2, "Kim Carrow"},
	};

	CHECK_ALL(facts);
}

static void several_people_are_nobody_by_name(void **state)
{
	static const struct fact facts[] = {
		{"The ferry was late.\n\nMore than 40 Conservative MPs who backed Helena Carrow said it was "
		 "full.\n\nThomas "
		 "Wendell said it was cold.",
		 0, "40 Conservative MPs"},
		{"The group, made up of former ministers and led by Sir Thomas Wendell, said the ferry was late.", 0,
		 "group"},
		{"The ferry was late. One of the passengers said it was full.", 0, "passenger"},
	};

	CHECK_ALL(facts);
}

static void who_is_named_so_is_a_person(void **state)
{
	static const struct fact facts[] = {
		{"A local woman named Martha Wendell said the ferry was late.", 0, "Martha Wendell"},
		{"The man, named as Thomas Wendell, said the ferry was late.", 0, "Thomas Wendell"},
		{"An aide to Thomas Wendell said the ferry was late.", 0, "aide"},
		{"Sunita Wendell's son Arjun was cold. \"It is late,\" she said.", 0, "Sunita Wendell"},
	};

	CHECK_ALL(facts);
}

static void a_byline_in_the_text_is_the_authors(void **state)
{
	static const struct fact facts[] = {
		{"Why the ferry is late\n\nBy Martha Wendell\n\nI said in May that the ferry would be late.", 0,
		 "Martha Wendell"},
		{"Why the ferry is late\n\nI said in May that the ferry would be late.", 0, NULL},
	};

	CHECK_ALL(facts);
}

static void a_title_may_be_told_by_its_letters(void **state)
{
	static const struct fact facts[] = {
		{"Environment Cabinet Secretary Martha Wendell said the ferry was late. The CS said it was full.", 1,
		 "Martha Wendell"},
		{"Superintendent of Police Thomas Wendell said the ferry was late. The SP said it was full.", 1,
		 "Thomas Wendell"},
		{"DGP Umeshan Wendelra said the ferry was late. The DGP said it was full.", 1, "Umeshan Wendelra"},
		{"UN Ambassador Martha Wendell said the ferry was late. The UN said it was full.", 1, "UN"},
		{"Former CM and BJP leader Vasundhara Wendell said the ferry was late.", 0, "Vasundhara Wendell"},
		{"Brindana Sen runs the ferry. Sen said it was late.", 0, "Brindana Sen"},
		{"Mayor Thomas Wendell said the ferry was late. The BBC said it was full.", 1, "BBC"},
	};

	CHECK_ALL(facts);
}

static void a_former_office_may_be_of_who_holds_another(void **state)
{
	static const struct fact facts[] = {
		{"Opposition leader Thomas Wendell accused the council of cruelty. The former prime minister said the "
		 "ferry "
		 "was late.",
		 1, "Thomas Wendell"},
		{"The ferry was late.\n\nMartha Wendell called on Edmund Carrow to resign.\n\nThe prime minister's "
		 "spokesman "
		 "said it was full.",
		 1, "prime minister's spokesman"},
		{"The ferry was late.\n\nMartha Wendell called on Edmund Carrow to resign.\n\n\"It is late,\" Boyle's "
		 "former "
		 "strategist said.",
		 1, "Martha Wendell"},
		{"Justice Martha Wendell said the ferry was late. The judge said it was full.", 1, "Martha Wendell"},
		{"Human Rights Watch said the ferry was late. The organisation said it was full.", 1,
		 "Human Rights Watch"},
	};

	CHECK_ALL(facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_particle_may_be_joined_by_a_hyphen),
		cmocka_unit_test(a_title_may_go_on_before_the_name),
		cmocka_unit_test(a_dateline_is_no_speaker),
		cmocka_unit_test(an_office_is_one_name),
		cmocka_unit_test(an_accent_makes_no_other_name),
		cmocka_unit_test(an_epithet_goes_to_who_stands_out),
		cmocka_unit_test(one_more_is_of_the_same_kind),
		cmocka_unit_test(an_official_stays_unnamed),
		cmocka_unit_test(a_company_is_no_person),
		cmocka_unit_test(a_section_knows_nobody_of_the_last),
		cmocka_unit_test(it_is_what_the_sentence_before_begins_with),
		cmocka_unit_test(they_may_be_one_source),
		cmocka_unit_test(a_title_may_be_told_by_its_letters),
		cmocka_unit_test(a_former_office_may_be_of_who_holds_another),
		cmocka_unit_test(a_byline_in_the_text_is_the_authors),
		cmocka_unit_test(several_people_are_nobody_by_name),
		cmocka_unit_test(who_is_named_so_is_a_person),
		cmocka_unit_test(a_document_is_its_issuers),
		cmocka_unit_test(who_is_asked_by_name_answers),
		cmocka_unit_test(whose_claim_it_is_stands_out_less),
	};

	return cmocka_run_group_tests(tests, engine_setup, engine_teardown);
}
