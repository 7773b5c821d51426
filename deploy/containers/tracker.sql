CREATE DATABASE tracker OWNER signpost;
