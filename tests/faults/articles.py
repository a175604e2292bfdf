# SPDX-License-Identifier: MIT
"""Articles as a stream of news has them: invented people, words by a power law, some statements made again.

The words are made of syllables, so that they are nobody's; what stands between them is English, so that the rules
find statements. The same seed gives the same articles.

SHAPES are mixed so that 4 KiB have 16 statements: 840 articles of newspapers (PolNeAR's training part) have 15.5 and 29 of
another collection 16.6.
"""
import random

ONSETS = 'b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl st t th tr v w'.split()
VOWELS = 'a e i o u ai ea ee oa ou'.split()
ENDS = 'b ck d ft g ll m n nd nt p r rd rt s sh st t th x'.split()
FIRST_NAMES = ('Ada Ann Arne Bela Berta Carl Clara Dora Edgar Elsa Emil Erik Fred Greta Hanna Hugo Ida Ines Ivan Jane '
               'John Karl Lena Lisa Louis Maria Martin Mary Nora Olga Oscar Paul Peter Rosa Ruth Simon Sven Thomas '
               'Ursula Vera Victor Walter').split()
ROLES = ('council leader', 'finance minister', 'chief executive', 'party chairman', 'mayor', 'senator', 'union leader',
         'head teacher', 'police chief', 'professor')
SHAPES = (
    '“{clause},” said {who}.',
    '“{clause},” {who} said on Tuesday.',
    '{who} said that {clause_low}.',
    '{who} told reporters that {clause_low}.',
    'According to {who}, {clause_low}.',
    '{who} denied that {clause_low}.',
    '{who} added: “{clause}.”',
    '“{clause},” said {who}, “and {second}.”',
    '{last} said {clause_low}.',
    '{clause}.', '{clause}.', '{clause}.', '{clause}.', '{clause}.', '{clause}.', '{clause}, and {second}.',
    '{clause}, and {second}.', '{clause}, while {second}.', '{clause}, after {second}.',
    '{clause}, while {second}.', '{clause}, after {second}.', '{second}. {clause}.',
)
FRAMES = (
    'the {n1} will {v} the {n2} of {n3} by {number} this year',
    'the {a} {n1} did not {v} any {n2} in {place}',
    '{number} {n1}s were lost when the {n2} began to {v} the {n3}',
    'we must {v} the {n1} before the {a} {n2} reaches {place}',
    'no {n1} should {v} a {a} {n2}',
    'the {n1} in {place} is {a} and the {n2} has cost {number} million',
)


class Stream:
    """Endless articles; article() gives the next, as text."""

    def __init__(self, seed=1, words=60000, people=40000, size=4096):
        self.draw = random.Random(seed)
        self.words = self._made(words, 1, 3)
        self.places = [word.capitalize() for word in self._made(3000, 2, 2)]
        lasts = [word.capitalize() for word in self._made(8000, 2, 2)]
        self.people = [f'{self.draw.choice(FIRST_NAMES)} {self.draw.choice(lasts)}' for _ in range(people)]
        self.size = size
        self.clauses = []
        self.number = 0

    def _made(self, count, least, most):
        words = {}
        while len(words) < count:
            syllables = self.draw.randint(least, most)
            word = ''.join(self.draw.choice(ONSETS) + self.draw.choice(VOWELS) for _ in range(syllables))
            words[word + self.draw.choice(ENDS)] = True
        return list(words)

    def _skewed(self, among):
        return among[int(self.draw.random() ** 3.5 * len(among))]

    def _clause(self):
        """One in three was said before, here or elsewhere."""
        if self.clauses and self.draw.random() < 0.33:
            return self.clauses[-1 - int(self.draw.random() ** 2 * min(len(self.clauses), 5000))]
        word = self._skewed
        clause = self.draw.choice(FRAMES).format(
            n1=word(self.words), n2=word(self.words), n3=word(self.words), v=word(self.words), a=word(self.words),
            place=word(self.places), number=self.draw.randint(3, 900))
        self.clauses.append(clause)
        if len(self.clauses) > 10000:
            del self.clauses[:5000]
        return clause

    def article(self):
        people = [self._skewed(self.people) for _ in range(4)]
        met = set()
        parts = [f'{self._clause().capitalize()}\n\nStory {self.number} from {self._skewed(self.places)}.']
        length = 0
        self.number += 1
        while length < self.size - 100:
            name = self.draw.choice(people)
            last = name.split()[1]
            who = last if name in met else f'{name}, the {self.draw.choice(ROLES)},'
            met.add(name)
            clause = self._clause()
            shape = self.draw.choice(SHAPES)
            part = shape.format(clause=clause.capitalize(), clause_low=clause, second=self._clause(), who=who, last=last)
            part = part.replace(',.', '.').replace(',,', ',').replace(',:', ':')
            parts.append(part)
            length += len(part.encode()) + 1
        lines = [' '.join(parts[i:i + 3]) for i in range(1, len(parts), 3)]
        return '\n\n'.join([parts[0], *lines]) + '\n'
