# Builds files into the program, without any tool but CMake itself.
#
#	embed(room_report report_builtin_pages templates/pages)
#
# gives that target a source that defines
#
#	const struct embedded_file report_builtin_pages[];	(base/embed.h)
#
# with every regular file below the folder, by name, sorted, ended by an entry without a name. A file
# that is changed, added or removed is noticed at the next build. Patterns after the folder ("*.md")
# choose files of the folder itself.

if(NOT CMAKE_SCRIPT_MODE_FILE)
	set(EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

	function(embed target symbol folder)
		get_filename_component(root ${folder} ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
		if(ARGN)
			list(TRANSFORM ARGN PREPEND ${root}/ OUTPUT_VARIABLE patterns)
			file(GLOB files CONFIGURE_DEPENDS ${patterns})
		else()
			file(GLOB_RECURSE files CONFIGURE_DEPENDS ${root}/*)
		endif()
		set(source ${CMAKE_BINARY_DIR}/embed/${symbol}.c)
		# A file that went away changes this list and nothing else.
		set(list ${CMAKE_BINARY_DIR}/embed/${symbol}.list)
		string(REPLACE ";" "\n" lines "${files}")
		file(CONFIGURE OUTPUT ${list} CONTENT "${lines}\n" @ONLY)
		add_custom_command(OUTPUT ${source}
			COMMAND ${CMAKE_COMMAND} -DSYMBOL=${symbol} -DROOT=${root} -DLIST=${list}
				-DSOURCE=${source} -P ${EMBED_SCRIPT}
			DEPENDS ${files} ${list} ${EMBED_SCRIPT}
			COMMENT "Embedding ${folder}" VERBATIM)
		target_sources(${target} PRIVATE ${source})
	endfunction()
	return()
endif()

# As a script: the files that LIST names become the C source SOURCE.
cmake_policy(SET CMP0057 NEW)
file(STRINGS ${LIST} files)
list(SORT files)
set(arrays "")
set(table "")
set(number 0)
foreach(file IN LISTS files)
	file(READ ${file} hex HEX)
	string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
	string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)" "\\1\n" bytes
		"${bytes}")
	file(RELATIVE_PATH name ${ROOT} ${file})
	# char may be signed: the bytes are unsigned, and are read through a pointer to char.
	string(APPEND arrays "static const unsigned char file_${number}[] = {\n${bytes}0};\n")
	string(APPEND table
		"\t{\"${name}\", (const char *)file_${number}, sizeof file_${number} - 1},\n")
	math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${SOURCE} "/* Made by cmake/embed.cmake. */
#include \"base/embed.h\"

extern const struct embedded_file ${SYMBOL}[];

${arrays}
const struct embedded_file ${SYMBOL}[] = {
${table}\t{0, 0, 0},
};
")
