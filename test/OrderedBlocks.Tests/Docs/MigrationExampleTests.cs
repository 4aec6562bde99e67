using System.Globalization;
using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Docs;

/// <summary>The examples of docs/migration.md: what was there before and what takes its place do the same.</summary>
[TestClass]
public sealed class MigrationExampleTests
{
    private static readonly string[] s_lines = [.. Enumerable.Range(0, 200).Select(static number => number.ToString(CultureInfo.InvariantCulture))];
    private static readonly int[] s_numbers = [.. Enumerable.Range(0, 200)];

    [TestMethod]
    public async Task TransformBlock_BeforeAndAfter_GivesTheSame()
    {
        CollectionAssert.AreEqual(s_numbers, await PassAsync(Before()));
        CollectionAssert.AreEqual(s_numbers, await PassAsync(After()));

        static IPropagatorBlock<string, int> Before()
        {
            // <example: migration-transform-before>
            var parse = new TransformBlock<string, int>(int.Parse, new ExecutionDataflowBlockOptions
            {
                MaxDegreeOfParallelism = 4,
                BoundedCapacity = 64,
            });
            // </example>
            return parse;
        }

        static IPropagatorBlock<string, int> After()
        {
            // <example: migration-transform-after>
            var parse = new OrderedTransformBlock<string, int>(int.Parse, new ExecutionDataflowBlockOptions
            {
                MaxDegreeOfParallelism = 4,
                BoundedCapacity = 64,
            });
            // </example>
            return parse;
        }
    }

    [TestMethod]
    public async Task TransformBlockAndActionBlock_BeforeAndAfter_GiveTheSame()
    {
        var options = new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 4, BoundedCapacity = 64 };
        CollectionAssert.AreEqual(s_numbers, await BeforeAsync());
        CollectionAssert.AreEqual(s_numbers, await AfterAsync());

        async Task<List<int>> BeforeAsync()
        {
            List<int> stored = [];
            // <example: migration-action-before>
            var parse = new TransformBlock<string, int>(int.Parse, options);
            var store = new ActionBlock<int>(stored.Add, new ExecutionDataflowBlockOptions { BoundedCapacity = 64 });
            parse.LinkTo(store, new DataflowLinkOptions { PropagateCompletion = true });
            // </example>
            await SendAllAsync(parse);
            await store.Completion.WithTimeout();
            return stored;
        }

        async Task<List<int>> AfterAsync()
        {
            List<int> stored = [];
            // <example: migration-action-after>
            var parseAndStore = new OrderedActionBlock<string, int>(int.Parse, stored.Add, options);
            // </example>
            await SendAllAsync(parseAndStore);
            await parseAndStore.Completion.WithTimeout();
            return stored;
        }
    }

    [TestMethod]
    public async Task TransformManyBlock_BeforeAndAfter_GivesTheSame()
    {
        var options = new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 4, BoundedCapacity = 64 };
        CollectionAssert.AreEqual(s_lines, await PassAsync(Before()));
        CollectionAssert.AreEqual(s_lines, await PassAsync(After()));

        IPropagatorBlock<string, string> Before()
        {
            // <example: migration-many-before>
            var split = new TransformManyBlock<string, string>(static line => line.Split(' '), options);
            // </example>
            return split;
        }

        IPropagatorBlock<string, string> After()
        {
            // <example: migration-many-after>
            var split = new OrderedTransformManyBlock<string, string>(static line => line.Split(' '), options);
            // </example>
            return split;
        }
    }

    [TestMethod]
    public async Task ChannelOfTasks_BeforeAndAfter_GivesTheSame()
    {
        CollectionAssert.AreEqual(s_numbers, await BeforeAsync(Lines()));
        CollectionAssert.AreEqual(s_numbers, await AfterAsync(Lines()));

        static async Task<List<int>> BeforeAsync(ChannelReader<string> lines)
        {
            List<int> numbers = [];
            // <example: migration-tasks-before>
            Channel<Task<int>> running = Channel.CreateBounded<Task<int>>(4);
            Task feeding = Task.Run(async () =>
            {
                await foreach (string line in lines.ReadAllAsync())
                {
                    await running.Writer.WriteAsync(Task.Run(() => int.Parse(line, CultureInfo.InvariantCulture)));
                }

                running.Writer.Complete();
            });
            await foreach (Task<int> task in running.Reader.ReadAllAsync())
            {
                numbers.Add(await task);
            }
            // </example>
            await feeding.WithTimeout();
            return numbers;
        }

        static async Task<List<int>> AfterAsync(ChannelReader<string> lines)
        {
            List<int> numbers = [];
            // <example: migration-tasks-after>
            ChannelReader<int> parsed = lines.TransformOrdered(int.Parse, new OrderedBlockOptions { MaxDegreeOfParallelism = 4, BoundedCapacity = 4 });
            await foreach (int number in parsed.ReadAllAsync())
            {
                numbers.Add(number);
            }
            // </example>
            return numbers;
        }

        static ChannelReader<string> Lines()
        {
            Channel<string> channel = Channel.CreateUnbounded<string>();
            foreach (string line in s_lines)
            {
                Assert.IsTrue(channel.Writer.TryWrite(line));
            }

            channel.Writer.Complete();
            return channel.Reader;
        }
    }

    [TestMethod]
    public void Plinq_BeforeAndAfter_GivesTheSame()
    {
        CollectionAssert.AreEqual(s_numbers, Before(s_lines));
        CollectionAssert.AreEqual(s_numbers, After(s_lines));

        static int[] Before(IEnumerable<string> lines)
        {
            // <example: migration-plinq-before>
            int[] numbers = [.. lines.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(int.Parse)];
            // </example>
            return numbers;
        }

        static int[] After(IEnumerable<string> lines)
        {
            // <example: migration-plinq-after>
            int[] numbers = [.. lines.SelectOrdered(int.Parse, new OrderedBlockOptions { MaxDegreeOfParallelism = 4 })];
            // </example>
            return numbers;
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task SwitchForTheOrder_GivesAllItems(bool isOrdered)
    {
        var options = new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 4, EnsureOrdered = isOrdered };
        // <example: migration-switch>
        IPropagatorBlock<string, int> parse = DataflowTransform.Create<string, int>(int.Parse, options);
        // </example>
        CollectionAssert.AreEquivalent(s_numbers, await PassAsync(parse));
    }

    private static async Task<List<T>> PassAsync<T>(IPropagatorBlock<string, T> block)
    {
        Task sending = SendAllAsync(block);
        List<T> outputs = [];
        while (await block.OutputAvailableAsync().WithTimeout())
        {
            outputs.Add(await block.ReceiveAsync().WithTimeout());
        }

        await sending.WithTimeout();
        return outputs;
    }

    private static async Task SendAllAsync(ITargetBlock<string> block)
    {
        foreach (string line in s_lines)
        {
            Assert.IsTrue(await block.SendAsync(line).WithTimeout());
        }

        block.Complete();
    }
}
