# Writes OUTPUT, a C++ file in which the function NAME of NAMESPACE, declared in HEADER, returns the bytes of
# the files in INPUTS one behind the other: cmake -DNAME=... -DINPUTS=a|b -DOUTPUT=... ... -P embed.cmake.
# Numbers and not a literal: compilers need not take a literal above 65,536 bytes.
string(REPLACE "|" ";" inputs "${INPUTS}")
set(bytes "")
foreach(input IN LISTS inputs)
  file(READ "${input}" hex HEX)
  string(APPEND bytes "${hex}")
endforeach()
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)"
       "\\1\n" bytes "${bytes}")
file(WRITE "${OUTPUT}" "#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\nnamespace {\n"
     "const unsigned char kBytes[] = {\n${bytes}0};\n}  // namespace\n\n"
     "std::string_view ${NAME}() {\n"
     "  return {reinterpret_cast<const char*>(kBytes), sizeof kBytes - 1};\n}\n"
     "}  // namespace ${NAMESPACE}\n")
