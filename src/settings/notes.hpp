// The lines that tell a user what was ignored, defaulted, aliased or found unknown in his
// settings.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "settings/rules.hpp"
#include "settings/source.hpp"

namespace lstmtrain::settings {

using Notes = std::vector<std::string>;

void add_unknown_key(const Entry& entry, text::Faults& faults);
std::string unknown_key_note(const Entry& entry);

// Two names of one field that differ.
std::string rival_note(const Entry& winner, const Entry& loser);

// What a search will do.
void add_sweep_notes(const Settings& settings, Notes& notes);

// Columns that were not named.
void add_default_notes(const FieldValues& first, Notes& notes);

// Keys that set another one.
void add_derived_notes(const FieldValues& first, Notes& notes);

// Keys that were given and act in no run: one line a condition, and one for all that have their
// default value anyway. `defaulted` keys are left out.
void add_idle_notes(const std::map<const Field*, Entry>& winners, const std::vector<Axis>& axes,
                    const FieldValues& first, const std::set<const Field*>& acting,
                    const std::set<std::string>& defaulted, Notes& notes);

// Keys that do nothing here, one line a kind.
void add_ignored_notes(const std::vector<Entry>& ignored, Notes& notes);

// Keys of old files that state a fact: INPUT_SIZE, OUTPUT_SIZE, NUM_LEARNABLE_PARAMS,
// NORMALIZATION_APPLIED.
void check_facts(const std::vector<Entry>& ignored, const FieldValues& first, text::Faults& faults,
                 Notes& notes);

}  // namespace lstmtrain::settings
