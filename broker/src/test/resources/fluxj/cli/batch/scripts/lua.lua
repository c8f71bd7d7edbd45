-- flux: -n3
print(1)
