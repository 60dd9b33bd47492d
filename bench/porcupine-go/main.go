// Checks the histories of a file with Porcupine, for `npm run bench`. One JSON object a line:
//
//	{"model": "register" | "key-value" | "key-value together" | "fifo-queue", "timeoutMs": 1000, "repeat": 1,
//	 "ops": [[kind, a, b, key, invoke, complete], ...]}
//
// Kinds of a register: 0 read a, 1 write a, 2 cas a to b, 3 refused cas of a, 4 tells nothing, 5 cas that may have
// failed; nil is -1. Of a key-value store: 0 get (a is the answer), 1 put a, 2 append a, 4 a get that tells nothing. Of
// a queue: 0 dequeue a, 1 enqueue a, 2 found nothing. A complete of null never came. Each is checked `repeat` times.
// Answers a line for each history: verdict, mean CPU ms, then the largest resident set in MB.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"syscall"
	"time"

	"github.com/anishathalye/porcupine"
)

type history struct {
	Model     string
	TimeoutMs int
	Repeat    int
	Ops       [][6]interface{}
}

type input struct {
	kind int
	a, b int
	text string
	key  string
}

func registerStep(state, in, _ interface{}) (bool, interface{}) {
	value, op := state.(int), in.(input)
	switch op.kind {
	case 0:
		return value == op.a, value
	case 1:
		return true, op.a
	case 2:
		return value == op.a, op.b
	case 3:
		return value != op.a, value
	case 5:
		if value == op.a {
			return true, op.b
		}
	}
	return true, value
}

func textStep(value string, op input) (bool, string) {
	switch op.kind {
	case 0:
		return value == op.text, value
	case 1:
		return true, op.text
	case 2:
		return true, value + op.text
	}
	return true, value
}

func queueStep(state, in, _ interface{}) (bool, interface{}) {
	queue, op := state.([]int), in.(input)
	switch op.kind {
	case 0:
		if len(queue) == 0 || queue[0] != op.a {
			return false, queue
		}
		return true, queue[1:]
	case 1:
		return true, append(queue[:len(queue):len(queue)], op.a)
	}
	return len(queue) == 0, queue
}

var models = map[string]porcupine.Model{
	"register": {Init: func() interface{} { return -1 }, Step: registerStep},
	"key-value": {
		Partition: func(ops []porcupine.Operation) [][]porcupine.Operation {
			byKey := map[string][]porcupine.Operation{}
			for _, op := range ops {
				key := op.Input.(input).key
				byKey[key] = append(byKey[key], op)
			}
			parts := [][]porcupine.Operation{}
			for _, part := range byKey {
				parts = append(parts, part)
			}
			return parts
		},
		Init: func() interface{} { return "" },
		Step: func(state, in, _ interface{}) (bool, interface{}) { return wrap(textStep(state.(string), in.(input))) },
	},
	"key-value together": {
		Init: func() interface{} { return map[string]string{} },
		Step: func(state, in, _ interface{}) (bool, interface{}) {
			values, op := state.(map[string]string), in.(input)
			ok, next := textStep(values[op.key], op)
			if !ok || op.kind == 0 || op.kind == 4 {
				return ok, values
			}
			copied := make(map[string]string, len(values)+1)
			for key, value := range values {
				copied[key] = value
			}
			copied[op.key] = next
			return true, copied
		},
		Equal: func(a, b interface{}) bool {
			x, y := a.(map[string]string), b.(map[string]string)
			for key, value := range x {
				if y[key] != value {
					return false
				}
			}
			return len(x) == len(y)
		},
		Hash: func(state interface{}) uint64 {
			var sum uint64
			for key, value := range state.(map[string]string) {
				hash := fnv.New64a()
				hash.Write([]byte(key))
				hash.Write([]byte(value))
				sum ^= hash.Sum64()
			}
			return sum
		},
	},
	"fifo-queue": {
		Init: func() interface{} { return []int{} },
		Step: queueStep,
		Equal: func(a, b interface{}) bool {
			x, y := a.([]int), b.([]int)
			if len(x) != len(y) {
				return false
			}
			for i := range x {
				if x[i] != y[i] {
					return false
				}
			}
			return true
		},
	},
}

func wrap(ok bool, state string) (bool, interface{}) { return ok, state }

func operations(h history) []porcupine.Operation {
	ops := make([]porcupine.Operation, len(h.Ops))
	for i, o := range h.Ops {
		in := input{kind: int(o[0].(float64))}
		if text, ok := o[1].(string); ok {
			in.text = text
		} else {
			in.a = int(o[1].(float64))
		}
		in.b = int(o[2].(float64))
		in.key, _ = o[3].(string)
		end := int64(math.MaxInt64)
		if complete, ok := o[5].(float64); ok {
			end = int64(complete)
		}
		ops[i] = porcupine.Operation{ClientId: 0, Input: in, Call: int64(o[4].(float64)), Return: end}
	}
	return ops
}

func cpuMs() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e6
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	lines := bufio.NewReader(file)
	decoder := json.NewDecoder(lines)
	for decoder.More() {
		var h history
		if err := decoder.Decode(&h); err != nil {
			panic(err)
		}
		ops := operations(h)
		before := cpuMs()
		var result porcupine.CheckResult
		for i := 0; i < h.Repeat; i++ {
			result = porcupine.CheckOperationsTimeout(models[h.Model], ops, time.Duration(h.TimeoutMs)*time.Millisecond)
		}
		verdict := map[porcupine.CheckResult]string{porcupine.Ok: "valid", porcupine.Illegal: "invalid", porcupine.Unknown: "unknown"}[result]
		used := (cpuMs() - before) / float64(h.Repeat)
		var usage syscall.Rusage
		syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
		fmt.Println(verdict, used, usage.Maxrss/1024)
	}
}
