using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Streams;

/// <summary>Random streams against the obvious serial ones: the same items, the same exception, everything disposed of.</summary>
[TestClass]
public sealed class RandomStreamTests
{
    private const int Rounds = 250;

    [TestMethod]
    public async Task Streams_OfAnyKind_DoWhatTheSerialOnesDo()
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(60);
            int sourceFailsAt = random.Next(3) == 0 ? random.Next(60) : -1;
            int delegateFailsAt = random.Next(3) == 0 ? random.Next(60) : -1;
            int leavesAfter = random.Next(3) == 0 ? random.Next(60) : int.MaxValue;
            bool many = random.Next(3) == 0;
            int kind = random.Next(4);
            var error = new IOException($"seed {seed}");
            var options = new OrderedBlockOptions
            {
                BoundedCapacity = random.Next(1, 10),
                MaxDegreeOfParallelism = random.Next(1, 4),
                StrictStartOrder = random.Next(2) == 0,
            };
            CountedItems NewSource() => new(count)
            {
                OnItem = async (item, _) =>
                {
                    if (item % 5 == seed % 5)
                    {
                        await Task.Yield();
                    }

                    if (item == sourceFailsAt)
                    {
                        throw error;
                    }
                },
            };
            int Transform(int item) => item == delegateFailsAt ? throw error : item * 3;
            async Task<int> TransformAsync(int item)
            {
                if (item % 3 == 0)
                {
                    await Task.Yield();
                }

                return Transform(item);
            }

            IEnumerable<int> Outputs(int item) => Enumerable.Repeat(Transform(item), item % 4);
            CountedItems serial = NewSource();
            CountedItems parallel = NewSource();
            IAsyncEnumerable<int> expected = many ? serial.SelectMany(Outputs) : serial.Select(Transform);
            IAsyncEnumerable<int> actual = many
                ? kind < 2 ? parallel.SelectManyOrdered(Outputs, options)
                    : parallel.SelectManyOrdered((item, token) => new ValueTask<IEnumerable<int>>(Outputs(item)), options)
                : kind switch
                {
                    0 => parallel.SelectOrdered(Transform, options),
                    1 => parallel.SelectOrdered(TransformAsync, options),
                    _ => parallel.SelectOrdered((item, token) => new ValueTask<int>(TransformAsync(item)), options),
                };
            (string what, Exception? thrown) = await RunAsync(expected, leavesAfter);
            (string whatParallel, Exception? thrownParallel) = await RunAsync(actual, leavesAfter).WithTimeout();
            Assert.AreEqual(what, whatParallel, $"seed {seed}");
            Assert.AreSame(thrown, thrownParallel, $"seed {seed}");
            parallel.AssertDisposed(serial.Opened);
            if (!many && kind == 0)
            {
                IEnumerable<int> numbers = Enumerable.Range(0, count + 1)
                    .TakeWhile(item => item == sourceFailsAt ? throw error : item < count);
                (List<int> items, thrownParallel) = numbers.SelectOrdered(Transform, options).Take(leavesAfter).Collect();
                Assert.AreEqual(what, string.Join(",", items), $"seed {seed}, sequence");
                Assert.AreSame(thrown, thrownParallel, $"seed {seed}, sequence");
            }
        }
    }

    private static async Task<(string Items, Exception? Error)> RunAsync(IAsyncEnumerable<int> stream, int leavesAfter)
    {
        (List<int> items, Exception? error) = await stream.Take(leavesAfter).CollectAsync();
        return (string.Join(",", items), error);
    }
}
