// Files as laboratories have them, made-up values in the layouts of their programs: each is read
// without a setting but the names of the columns, and `check --json` says the time, rows and parts
// that it has.
#include <zlib.h>

#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "cli/drives.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kRows = 120;

double current(int i) { return -1.5 + 0.25 * (i % 7); }
double voltage(int i) { return 3.6 - 0.001 * i; }
double temperature(int i) { return 23 + 0.1 * (i % 5); }

std::string fixed(double x, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, x);
  return text;
}

std::string two(int x) { return (x < 10 ? "0" : "") + std::to_string(x); }

std::string comma(std::string text) {
  std::ranges::replace(text, '.', ',');
  return text;
}

// What a row has in place of {name}: {I} {V} {T} in A, V, degC, {mI} {mV}; {t} {tm} {th} seconds,
// minutes, hours since the start; {m}:{s} of a clock, {st} seconds of a step; {n} from 1, {i} from
// 0; behind a comma with a decimal comma.
std::string value_of(const std::string& name, int i) {
  if (name.size() > 1 && name.back() == ',')
    return comma(value_of(name.substr(0, name.size() - 1), i));
  const std::map<std::string, std::function<std::string()>> values = {
      {"I", [&] { return fixed(current(i), 4); }},
      {"V", [&] { return fixed(voltage(i), 4); }},
      {"T", [&] { return fixed(temperature(i), 1); }},
      {"mI", [&] { return fixed(1000 * current(i), 2); }},
      {"mV", [&] { return fixed(1000 * voltage(i), 1); }},
      {"t", [&] { return fixed(i, 3); }},
      {"tenth", [&] { return fixed(0.1 * i, 3); }},
      {"epoch", [&] { return fixed(1721037600 + 0.1 * i, 3); }},
      {"half", [&] { return fixed(0.5 * i, 1); }},
      {"tm", [&] { return fixed(i / 60.0, 6); }},
      {"th", [&] { return fixed(i / 3600.0, 8); }},
      {"sth", [&] { return fixed(i % 10 / 3600.0, 8); }},
      {"m", [&] { return two(i / 60); }},
      {"s", [&] { return two(i % 60); }},
      {"st", [&] { return two(i % 10); }},
      {"step", [&] { return std::to_string(i / 10); }},
      {"n", [&] { return std::to_string(i + 1); }},
      {"i", [&] { return std::to_string(i); }},
      {"coarse", [&] { return std::to_string(i / 10); }},
      {"ms", [&] { return std::to_string(1721037600000 + 1000LL * i); }},
      {"us", [&] { return std::to_string(1721037600000000 + 10000LL * i); }},
      {"ns", [&] { return std::to_string((1721037600LL + i) * 1000000000); }},
      {"excel", [&] { return fixed(45488.4 + i / 86400.0, 9); }},
      {"datenum", [&] { return fixed(739448.4 + i / 86400.0, 9); }},
      {"gap", [&] { return std::to_string(i + (i >= 50 ? 1000 : 0)); }},
      {"half day", [&] { return std::string(i < 60 ? "11:59:" : "12:00:") + two(i % 60); }},
      {"M", [&] { return std::string(i < 60 ? "AM" : "PM"); }},
      {"midnight", [&] { return std::string(i < 60 ? "23:59:" : "00:00:") + two(i % 60); }},
      {"twice", [&] { return std::to_string(i % 60); }},
      {"grouped", [&] {
         return i < 10 ? std::to_string(990 + i) : "1," + fixed(i + 990 - 1000 + 1000, 0).substr(1);
       }}};
  return values.at(name)();
}

std::string row_of(const std::string& form, int i) {
  std::string row;
  for (std::size_t at = 0; at < form.size();) {
    if (form[at] != '{') {
      row += form[at++];
      continue;
    }
    const std::size_t end = form.find('}', at);
    row += value_of(form.substr(at + 1, end - at - 1), i);
    at = end + 1;
  }
  return row;
}

struct Layout {
  std::string name, extension;
  std::string features, target;
  std::string head,
      row;          // all above the first row, and the form of a row, both with their line ends
  double step = 1;  // seconds; 0: no time
  int parts = 1;
  std::string foot = {};
  double scale = 1;                                             // of the target's unit from volts
  std::string between = {};                                     // above the rows 0, 10, 20 ...
  std::function<std::string(const std::string&)> written = {};  // the bytes of the text
};

std::string text_of(const Layout& layout) {
  std::string text = layout.head;
  for (int i = 0; i < kRows; ++i)
    text += (i % 10 == 0 ? row_of(layout.between, i) : "") + row_of(layout.row, i);
  text += layout.foot;
  return layout.written ? layout.written(text) : text;
}

// ASCII as UTF-16, little-endian, behind a byte-order mark.
std::string utf16(const std::string& text) {
  std::string bytes = "\xFF\xFE";
  for (const char c : text) bytes += {c, '\0'};
  return bytes;
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string bytes(deflateBound(&stream, text.size()) + 32, '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  deflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

// The lines below the first one, the last one first.
std::string newest_first(const std::string& text) {
  std::istringstream lines(text);
  std::string head, rows;
  std::getline(lines, head);
  for (std::string line; std::getline(lines, line);) rows.insert(0, line + "\n");
  return head + "\n" + rows;
}

const std::string kMpt =
    "EC-Lab ASCII FILE\nNb header lines : 6                          \n\nModulo Bat\n\n"
    "mode\tox/red\terror\tNs changes\ttime/s\tcontrol/V/mA\tEcell/V\tI/mA\tdq/mA.h\n";

const std::vector<Layout>& layouts() {
  static const std::vector<Layout> all = {
      {"Arbin", "csv", "Current(A)", "Voltage(V)",
       "Data_Point,Test_Time(s),Date_Time,Step_Time(s),Step_Index,Cycle_Index,Current(A),Voltage(V)"
       "\n",
       "{n},{t},07/15/2024 10:{m}:{s},{st},{step},1,{I},{V}\n"},
      {"Arbin 8", "csv", "Current (A),Aux_Temperature_1 (C)", "Voltage (V)",
       "Date Time,Test Time (s),Step Time (s),Cycle ID,Current (A),Voltage (V),Aux_Temperature_1 "
       "(C)\n",
       "07/15/2024 10:{m}:{s}.000,{t},{st},1,{I},{V},{T}\n"},
      {"Maccor", "001", "Amps", "Volts",
       "Today's Date\t07/15/2024\nDate of Test:\t07/14/2024\tFilename:\tC:\\x\\y.001\n\n"
       "Rec#\tCyc#\tStep\tTestTime\tStepTime\tAmp-hr\tAmps\tVolts\tState\tES\tDPt Time\n",
       "{n}\t0\t1\t0d 00:{m}:{s}.00\t0d 00:00:{st}.00\t0.0\t{I}\t{V}\tD\t1\t07/14/2024 "
       "10:{m}:{s}\n"},
      {"Maccor, hours", "txt", "Current (A)", "Voltage (V)",
       "Rec\tCycle P\tStep\tTest Time (Hr)\tStep Time (Hr)\tCurrent (A)\tVoltage (V)\tMD\n",
       "{i}\t1\t1\t{th}\t{sth}\t{I}\t{V}\tD\n"},
      {"Neware, flat", "csv", "Current(A)", "Voltage(V)",
       "Record Index,Cycle Index,Step Index,Step Type,Time,Total Time,Current(A),Voltage(V),Date\n",
       "{n},1,{step},CC DChg,00:00:{st},00:{m}:{s},{I},{V},2024-07-15 10:{m}:{s}\n"},
      {"Neware, mA", "csv", "Current(mA)", "Voltage(V)",
       "DataPoint,Cycle Index,Step Index,Step Type,Time,Total Time,Current(mA),Voltage(V),Date\n",
       "{n},1,1,Rest,0:00:{st}.000,0:{m}:{s}.000,{mI},{V},2024-07-15 10:{m}:{s}\n"},
      {"Neware, nested", "csv", "Current(mA)", "Voltage(V)",
       "Cycle ID,Cap_Chg(mAh),Cap_DChg(mAh)\n,Step ID,Step Name,Step Time(h:min:s)\n"
       ",,Record "
       "ID,Time(h:min:s.ms),Voltage(V),Current(mA),Temperature\n1,0,0\n,1,CC_DChg,0:01:00\n",
       ",,{n},0:{m}:{s}.000,{V},{mI},{T}\n"},
      {"Neware, nested, a cycle as wide as a record", "csv", "Current(mA)", "Voltage(V)",
       "Cycle ID,Cap_Chg(mAh),Cap_DChg(mAh),E1,E2,E3,E4\n,Step ID,Step Name,Step Time(h:min:s)\n"
       ",,Record ID,Time(h:min:s.ms),Voltage(V),Current(mA),Temperature\n",
       ",,{n},0:{m}:{s}.000,{V},{mI},{T}\n", 1, 1, "", 1, "1,1,2,3,7.0,5,6\n"},
      {"Neware, nested, seconds", "csv", "Current(mA)", "Voltage(V)",
       "Cycle ID,Cap_Chg(mAh),Cap_DChg(mAh),E1,E2,E3\n,Step ID,Step Name,Step Time(s),E5,E6\n"
       ",,Record ID,Time(s),Voltage(V),Current(mA)\n",
       ",,{n},{i},{V},{mI}\n", 1, 1, "", 1, "1,1,2,3,7.0,5\n,1,2,3,7.0,6\n"},
      {"BioLogic", "mpt", "I/mA", "Ecell/V", kMpt, "1\t1\t0\t0\t{t}\t{mI}\t{V}\t{mI}\t0\n"},
      {"BioLogic, decimal comma", "mpt", "I/mA", "Ecell/V", kMpt,
       "1\t1\t0\t0\t{t,}\t{mI,}\t{V,}\t{mI,}\t0\n"},
      {"Basytec", "txt", "I[A]", "U[V]",
       "~Resultfile from Basytec Battery Test System\n~Name of Test: x\n~\n"
       "~Time[s] DataSet DateTime t-Set[s] Line Command U[V] I[A] Ah[Ah] T1[\xC2\xB0"
       "C]\n",
       "{t} {n} 15.07.2024_10:{m}:{s} {st} 1 Discharge {V} {I} 0 {T}\n"},
      {"Basytec, hours", "txt", "I[A],T1[degC]", "U[V]",
       "~Time[h]\tDataSet\tLine\tCommand\tU[V]\tI[A]\tAh[Ah]\tT1[degC]\n",
       "{th,}\t{n}\t1\tDis\t{V,}\t{I,}\t0\t{T,}\n"},
      {"Novonix", "csv",
       "Current (A),Temperature (\xC2\xB0"
       "C)",
       "Potential (V)",
       "[Summary]\nCell: x\n[End Summary]\n[Data]\nDate and Time,Cycle Number,Step Type,Run Time "
       "(h),Step "
       "Time (h),Current (A),Potential (V),Temperature (\xC2\xB0"
       "C)\n",
       "2024-07-15 10:{m}:{s} AM,0,1,{th},{sth},{I},{V},{T}\n"},
      {"Digatron", "csv", "Current,Temp1", "Voltage",
       "Digatron;BTS600\nPrueflingsname;Zelle 7\n\n"
       "Step;Status;Prog Time;Step Time;Cycle;Procedure;Voltage;Current;Temp1\n;;;;;;[V];[A];[C]\n",
       "{step};DCH;00:{m}:{s}.0;00:00:{st}.0;1;x;{V,};{I,};{T,}\n"},
      {"Digatron, a NUL in the preamble", "csv", "Current,Temperature", "Voltage",
       std::string("\0Digatron\n\nx,y\nx,y\nx,y\n", 24) +
           "Time Stamp,Step,Status,Prog Time,Step Time,Voltage,Current,Temperature,Cnt,\n"
           ",,,,,[V],[A],[C],[Cnt],\n",
       "7/15/2024 10:{m}:{s} AM,{step},DCH,00:{m}:{s}.000,00:00:{st}.000,{V},{I},{T},0,\n"},
      {"PEC", "csv", "Current (mA)", "Voltage (mV)",
       "Test;123\nDescription;x\n\nTest,Cell,Load started,Step,Total time (Seconds),Step time "
       "(Seconds),Voltage (mV),Current (mA)\n",
       "1,1,15/07/2024,{step},{t},{st},{mV},{mI}\n", 1, 1, "", 1000},
      {"Landt", "txt", "Current/mA", "Voltage/V",
       "Index\tTestTime\tStepTime\tCurrent/mA\tVoltage/V\tSysTime\n",
       "{n}\t00:{m}:{s}\t00:00:{st}\t{mI}\t{V}\t2024-07-15 10:{m}:{s}\n"},
      {"a vehicle's logger", "csv", "Pack Current (A)", "Pack Voltage (V)",
       "Time (sec), Vehicle speed (MPH), Pack Current (A), Pack Voltage (V), Battery Temp (C)\n",
       "{half}, 30.5, {I}, {V}, {T}\n", 0.5},
      {"a vehicle's bus", "csv", "BMS_PackCurrent", "BMS_PackVoltage",
       "timestamp;BMS_PackCurrent;BMS_PackVoltage\n", "{epoch};{I};{V}\n", 0.1},
      {"a weather station", "csv", "Feuchte [%]", "Spannung [V]",
       "Datum;Zeit;Feuchte [%];Spannung [V]\n", "15.07.2024;{m}:{s};{T,};{V,}\n", 60},
      {"Campbell TOA5", "csv", "RH", "BattV",
       "\"TOA5\",\"CR1000\",\"x\",\"y\"\n\"TIMESTAMP\",\"RECORD\",\"RH\",\"BattV\"\n"
       "\"TS\",\"RN\",\"%\",\"V\"\n\"\",\"\",\"Smp\",\"Avg\"\n",
       "\"2024-07-15 10:{m}:{s}\",{i},{T},{V}\n"},
      {"InfluxDB, annotated", "csv", "current", "voltage",
       "#group,false,false,true,true\n#datatype,string,long,dateTime:RFC3339,double,double\n"
       "#default,_result,,,,\n,result,table,_time,current,voltage\n",
       ",,0,2024-07-15T10:{m}:{s}Z,{I},{V}\n"},
      {"InfluxDB, nanoseconds", "csv", "current", "voltage", "name,time,current,voltage\n",
       "pack,{ns},{I},{V}\n"},
      {"pandas, numbered", "csv", "Current", "Voltage", ",Current,Voltage\n", "{i},{I},{V}\n", 0},
      {"pandas, a series in time", "csv", "Current", "Voltage", ",Current,Voltage\n",
       "2024-07-15 10:{m}:{s},{I},{V}\n"},
      {"pandas, a zone", "csv", "Current", "Voltage", "time,Current,Voltage\n",
       "2024-07-15 10:{m}:{s}.500000+02:00,{I},{V}\n"},
      {"Grafana, milliseconds", "csv", "Current", "Voltage", "\"Time\",\"Current\",\"Voltage\"\n",
       "{ms},{I},{V}\n"},
      {"LabVIEW", "txt", "Current", "Voltage",
       "LabVIEW Measurement\t\nSeparator\tTab\nDecimal_Separator\t.\n***End_of_Header***\t\n\n"
       "X_Value\tCurrent\tVoltage\tComment\n",
       "{tenth}\t{I}\t{V}\n", 0.1},
      {"PicoLog", "csv", "Current Ave. (A)", "Voltage Ave. (V)",
       "\"\",\"Current Ave. (A)\",\"Voltage Ave. (V)\"\n", "2024-07-15T10:{m}:{s}+01:00,{I},{V}\n"},
      {"a spreadsheet in Europe", "csv", "Strom", "Spannung", "sep=;\nZeit;Strom;Spannung\n",
       "{i};{I,};{V,}\n"},
      {"a spreadsheet elsewhere", "csv", "Current", "Voltage", "sep=,\nTime,Current,Voltage\n",
       "{i},{I},{V}\n"},
      {"half days", "csv", "Current", "Voltage", "Date,Time,Current,Voltage\n",
       "7/15/2024,{half day} {M},{I},{V}\n"},
      {"past midnight", "csv", "Current", "Voltage", "Time,Current,Voltage\n",
       "{midnight},{I},{V}\n"},
      {"minutes", "csv", "Current", "Voltage", "Time (min),Current,Voltage\n", "{tm},{I},{V}\n"},
      {"hours, slash", "csv", "Current", "Voltage", "Test Time / h,Current,Voltage\n",
       "{th},{I},{V}\n"},
      {"microseconds since 1970", "csv", "Current", "Voltage", "timestamp_us,Current,Voltage\n",
       "{us},{I},{V}\n", 0.01},
      {"MATLAB's days", "csv", "Current", "Voltage", "datenum,Current,Voltage\n",
       "{datenum},{I},{V}\n"},
      {"a spreadsheet's days", "csv", "Current", "Voltage", "Date,Current,Voltage\n",
       "{excel},{I},{V}\n"},
      {"blanks around all", "csv", "Current", "Voltage", "DateTime , Current , Voltage\n",
       "2024-07-15 10:{m}:{s} , {I} , {V}\n"},
      {"names of months", "csv", "Current", "Voltage", "Date,Current,Voltage\n",
       "15-Jul-2024 10:{m}:{s},{I},{V}\n"},
      {"names of months, blanks", "csv", "Current", "Voltage", "Date,Current,Voltage\n",
       "5 July 2024 10:{m}:{s},{I},{V}\n"},
      {"ISO's basic form", "csv", "Current", "Voltage", "Time,Current,Voltage\n",
       "20240715T10{m}{s}Z,{I},{V}\n"},
      {"a day, a clock with a comma", "csv", "Strom", "Spannung", "Datum;Uhrzeit;Strom;Spannung\n",
       "15.07.2024;10:{m}:{s},5;{I,};{V,}\n"},
      {"a comma in the time", "csv", "I/A", "U/V", "Zeit/s;I/A;U/V\n", "{half,};{I,};{V,}\n", 0.5},
      {"thousands in the time", "csv", "Current", "Voltage", "Time,Current,Voltage\n",
       "\"{grouped}\",{I},{V}\n"},
      {"a footer", "csv", "Current", "Voltage", "Time,Current,Voltage\n", "{i},{I},{V}\n", 1, 1,
       "\nEnd of file\nTotal: 120\n"},
      {"cut off", "csv", "Current", "Voltage", "Time,Current,Voltage\n", "{i},{I},{V}\n", 1, 1,
       "120,1."},
      {"carriage returns", "csv", "Current", "Voltage", "Time,Current,Voltage\r", "{i},{I},{V}\r"},
      {"CRLF", "csv", "Current", "Voltage", "Time,Current,Voltage\r\n", "{i},{I},{V}\r\n"},
      {"bars", "csv", "Current", "Voltage", "Time|Current|Voltage\n", "{i}|{I}|{V}\n"},
      {"comments above", "csv", "Current", "Voltage", "# made by x\n# 2024\nTime,Current,Voltage\n",
       "{i},{I},{V}\n"},
      {"a comment as header", "csv", "Current", "Voltage", "# t (s), Current, Voltage\n",
       "{i}, {I}, {V}\n"},
      {"UTF-8's mark", "csv", "Current", "Voltage", "\xEF\xBB\xBFTime,Current,Voltage\n",
       "{i},{I},{V}\n"},
      {"blanks between", "txt", "Current", "Voltage", "  Time   Current   Voltage\n",
       "  {i}   {I}   {V}\n"},
      {"whole lines in quotes", "csv", "Current", "Voltage", "\"Time,Current,Voltage\"\n",
       "\"{i},{I},{V}\"\n"},
      {"cells in quotes", "csv", "Current", "Voltage", "\"Time\",\"Current\",\"Voltage\"\n",
       "\"{i}\",\"{I}\",\"{V}\"\n"},
      {"a coarse clock", "csv", "Current", "Voltage", "Time,Current,Voltage\n",
       "{coarse},{I},{V}\n", 0.1},
      {"a clock that begins anew", "csv", "Current", "Voltage", "Time,Current,Voltage\n",
       "{twice},{I},{V}\n", 1, 2},
      {"a gap", "csv", "Current", "Voltage", "Time,Current,Voltage\n", "{gap},{I},{V}\n", 1, 2},
      {"units below", "csv", "Current", "Voltage", "Time,Current,Voltage\n(s),(A),(V)\n",
       "{i},{I},{V}\n"},
      {"delimiters behind", "csv", "Current", "Voltage", "Time,Current,Voltage,,\n",
       "{i},{I},{V},,\n"},
      {"a line break in a name", "csv", "Current", "Voltage", "Time,\"Current\n(A)\",Voltage\n",
       "{i},{I},{V}\n"},
      {"lines between", "csv", "Current", "Voltage", "Time,Current,Voltage\n", "{i},{I},{V}\n\n"},
      {"exponents", "csv", "Current", "Voltage", "Elapsed Time,Current,Voltage\n",
       "00:{m}:{s}.000,{I}E+00,{V}e0\n"},
      {"signs", "csv", "Current", "Voltage", "t,Current,Voltage\n", "+{i},{I},+{V}\n"},
      {"the header and its units again and again", "csv", "Current", "Voltage",
       "Time,Current,Voltage\n(s),(A),(V)\n", "{i},{I},{V}\n", 1, 1, "", 1,
       "Time,Current,Voltage\n(s),(A),(V)\n"},
      {"a line of NUL bytes", "csv", "Current", "Voltage", "Time,Current,Voltage\n",
       "{i},{I},{V}\n", 1, 1, std::string("\0\0\0\0\n", 5)},
      {"UTF-16", "csv", "Current", "Voltage", "Time,Current,Voltage\r\n", "{i},{I},{V}\r\n", 1, 1,
       "", 1, "", utf16},
      {"packed", "csv.gz", "Current", "Voltage", "Time,Current,Voltage\n", "{i},{I},{V}\n", 1, 1,
       "", 1, "", gzip},
      {"the newest row first", "csv", "Current", "Voltage", "Time,Current,Voltage\n",
       "{i},{I},{V}\n", 1, 1, "", 1, "", newest_first}};
  return all;
}

// The column that the time is in and its unit, where there is a choice or it is not plainly in
// seconds.
std::string time_of(const std::string& layout) {
  static const std::map<std::string, std::string> times = {
      {"Arbin", "Test_Time(s) s"},
      {"Maccor", "TestTime "},
      {"Maccor, hours", "Test Time (Hr) h"},
      {"Neware, flat", "Total Time "},
      {"Neware, mA", "Total Time "},
      {"Neware, nested", "Time(h:min:s.ms) "},
      {"Neware, nested, a cycle as wide as a record", "Time(h:min:s.ms) "},
      {"Neware, nested, seconds", "Time(s) s"},
      {"BioLogic", "time/s s"},
      {"BioLogic, decimal comma", "time/s s"},
      {"Basytec", "~Time[s] s"},
      {"Basytec, hours", "~Time[h] h"},
      {"Digatron", "Prog Time "},
      {"PEC", "Total time (Seconds) s"},
      {"Landt", "TestTime "},
      {"a weather station", "Datum + Zeit "},
      {"Campbell TOA5", "TIMESTAMP "},
      {"InfluxDB, nanoseconds", "time ns"},
      {"Grafana, milliseconds", "Time ms"},
      {"half days", "Date + Time "},
      {"minutes", "Time (min) min"},
      {"hours, slash", "Test Time / h h"},
      {"microseconds since 1970", "timestamp_us us"},
      {"MATLAB's days", "datenum days"},
      {"a spreadsheet's days", "Date days"},
      {"a day, a clock with a comma", "Datum + Uhrzeit "}};
  const auto found = times.find(layout);
  return found == times.end() ? "" : found->second;
}

// The mean of a feature: of a current in A or mA, or of a temperature.
bool is_mean_of_feature(double mean) {
  double current_sum = 0, temperature_sum = 0;
  for (int i = 0; i < kRows; ++i) current_sum += current(i), temperature_sum += temperature(i);
  return mean == Approx(current_sum / kRows).epsilon(1e-4) ||
         mean == Approx(1000 * current_sum / kRows).epsilon(1e-4) ||
         mean == Approx(temperature_sum / kRows).epsilon(1e-4);
}

Args settings_of(const Layout& layout) {
  return set("FEATURE_COLUMNS=" + layout.features) + set("TARGET_COLUMN=" + layout.target) +
         set("TRAINING_METHOD=Stream");
}

}  // namespace

TEST_CASE("cli.layouts: files of laboratories are read by the names of their columns alone") {
  CHECK(layouts().size() >= 60);
  for (const Layout& layout : layouts()) {
    const TempDir dir;
    const fs::path file = dir / ("a." + layout.extension);
    write_file(file, text_of(layout));
    const Finished checked =
        run(Args{"check", "--json"} + settings_of(layout) + Args{"--data", file});
    INFO(layout.name << "\n" << checked.out.substr(0, 1500) << checked.err);
    REQUIRE(checked.status == 0);
    const json found = json::parse(checked.out)["files"][0];
    CHECK(found["rows"] == kRows);
    CHECK(found["parts"] == layout.parts);
    CHECK(found["time"]["step"].get<double>() == Approx(layout.step).epsilon(1e-3));
    CHECK(found["time"]["column"].get<std::string>().empty() ==
          (layout.step == 0 || layout.name.starts_with("pandas, a series") ||
           layout.name == "PicoLog"));
    double low = 0, high = 0;
    for (const auto& [name, column] : found["columns"].items()) {
      CHECK(column["bad"] == 0);
      if (name == layout.target)
        low = column["min"], high = column["max"];
      else
        CHECK(is_mean_of_feature(column["mean"]));
    }
    if (const std::string time = time_of(layout.name); !time.empty())
      CHECK(found["time"]["column"].get<std::string>() + " " +
                found["time"]["unit"].get<std::string>() ==
            time);
    CHECK(low == Approx(layout.scale * voltage(kRows - 1)).epsilon(1e-5));
    CHECK(high == Approx(layout.scale * voltage(0)).epsilon(1e-5));
  }
}

TEST_CASE("cli.layouts: a model predicts on a file of another laboratory by the names alone") {
  const TempDir dir;
  const auto named = [&](const char* name) {
    return *std::ranges::find_if(layouts(), [&](const Layout& l) { return l.name == name; });
  };
  Layout trained = named("Digatron"), other = named("Arbin 8"), tabbed = named("Basytec, hours");
  const std::string names = "Current|Current (A)|I[A],Temp1|Aux_Temperature_1 (C)|T1[degC]";
  for (const char* set_name : {"train", "val"})
    write_file(dir / set_name / "a.csv", text_of(trained));
  const Finished training =
      run(set("FEATURE_COLUMNS=" + names) + set("TARGET_COLUMN=Voltage|Voltage (V)|U[V]") +
          set("TRAINING_METHOD=Stream") + set("TBPTT_STEPS=20") + set("BATCH_SIZE=2") +
          set("MAX_EPOCHS=2") + set("ALLOW_OVERLAP=true") +
          Args{"--data", dir.path(), "--out", dir / "run"});
  INFO(training.err);
  REQUIRE(training.status == 0);
  std::vector<std::string> predictions;
  for (const Layout& layout : {trained, other, tabbed}) {
    const fs::path file = dir / ("b" + std::to_string(predictions.size()) + "." + layout.extension);
    write_file(file, text_of(layout));
    const Finished predicted = run({"predict", "--model", dir / "run/best.safetensors", "--data",
                                    file, "--out", dir / "p.csv", "--force"});
    INFO(layout.name << predicted.err);
    REQUIRE(predicted.status == 0);
    // The values without their times, which begin elsewhere.
    std::istringstream lines(read_file(dir / "p.csv"));
    std::string values;
    for (std::string line; std::getline(lines, line);) values += line.substr(line.find(',')) + "\n";
    predictions.push_back(values);
  }
  CHECK(count_lines(predictions[0]) == kRows + 1);
  CHECK(predictions[1] == predictions[0]);
  CHECK(predictions[2] == predictions[0]);
}
