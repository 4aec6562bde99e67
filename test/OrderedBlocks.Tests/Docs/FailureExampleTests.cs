using System.Text;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Docs;

/// <summary>The examples of docs/failures.md that need nothing but the library.</summary>
[TestClass]
public sealed class FailureExampleTests
{
    [TestMethod]
    public async Task DeadLetters_SomeItemsFail_GoOnWithoutThem()
    {
        var output = new Log<int>();
        var failed = new Log<(string, long, Type)>();
        var numbers = new ActionBlock<int>(output.Add);
        var deadLetters = new ActionBlock<ItemFailure<string>>(
            failure => failed.Add((failure.Input, failure.Position, failure.Exception.GetType())));

        // <example: dead-letters>
        var block = new OrderedTransformBlock<string, int>(
            int.Parse,
            new OrderedBlockOptions
            {
                FailureMode = ItemFailureMode.SkipItem,
                MaxDegreeOfParallelism = 4,
                BoundedCapacity = 256,
            });
        block.LinkTo(numbers, new DataflowLinkOptions { PropagateCompletion = true });
        block.Failures.LinkTo(deadLetters, new DataflowLinkOptions { PropagateCompletion = true });
        // </example>

        foreach (string item in (string[])["1", "two", "3", "4", "five"])
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout());
        }

        block.Complete();
        await Task.WhenAll(numbers.Completion, deadLetters.Completion).WithTimeout();

        Assert.AreEqual("1 3 4", string.Join(' ', output.Entries));
        (string, long, Type)[] expected = [("two", 1, typeof(FormatException)), ("five", 4, typeof(FormatException))];
        CollectionAssert.AreEquivalent(expected, failed.Entries.ToArray());
        Assert.AreEqual((5, 3, 2, 0), Counts(block.Statistics));
    }

    [TestMethod]
    public async Task Production_OneFails_IsADeadLetterAndTheRestIsDrained()
    {
        var output = new Log<int>();
        var writer = new ActionBlock<int>(output.Add);
        var deadLetters = new BufferBlock<ItemFailure<string>>();
        var propagate = new DataflowLinkOptions { PropagateCompletion = true };
        CancellationToken stoppingToken = CancellationToken.None;

        // <example: production>
        var block = new OrderedTransformBlock<string, int>(int.Parse, new OrderedBlockOptions
        {
            NameFormat = "parse",
            MaxDegreeOfParallelism = 8,
            BoundedCapacity = 1024,
            FailureMode = ItemFailureMode.SkipItem,     // or FaultInOrder: finish what comes before it, then fault, along the chain
            TargetsGoneMode = TargetsGoneMode.Fault,    // a faulted target ends the block, and with it the senders that wait
        });
        block.Failures.LinkTo(deadLetters, propagate);      // the dead-letter queue
        block.LinkTo(writer, propagate);

        block.DegreeOfParallelism = 2;                      // at any time; 0 pauses the block

        // </example>
        Assert.AreEqual(3, block.PostRange(["1", "two", "3"]));

        // <example: production-end>
        // At the end: takes no more, waits, cancels at the deadline, and says what was left undone.
        DrainResult end = await block.DrainAsync(TimeSpan.FromSeconds(20), stoppingToken);
        // </example>
        await writer.Completion.WithTimeout();

        Assert.AreEqual((true, 2, 0), (end.CompletedInTime, end.Statistics.Released, end.Unprocessed));
        Assert.AreEqual("1 3", string.Join(' ', output.Entries));
        Assert.AreEqual("two", (await deadLetters.ReceiveAsync().WithTimeout()).Input);
    }

    [TestMethod]
    public async Task FaultInOrder_OneFails_TheLogEndsBeforeIt()
    {
        var log = new AppendLog();
        var earlierMayGoOn = new TaskCompletionSource();

        byte[] Serialize(Entry entry)
        {
            if (entry.Number == 4)
            {
                earlierMayGoOn.SetResult();
                throw new InvalidDataException("Not this one.");
            }

            if (entry.Number == 3)
            {
                earlierMayGoOn.Task.WithTimeout().GetAwaiter().GetResult();
            }

            return Encoding.UTF8.GetBytes(entry.Text);
        }

        // <example: fault-in-order>
        var block = new OrderedActionBlock<Entry, byte[]>(
            Serialize,
            log.Append,
            new OrderedBlockOptions
            {
                FailureMode = ItemFailureMode.FaultInOrder,
                MaxDegreeOfParallelism = 4,
                BoundedCapacity = 256,
            });
        // </example>

        foreach (int number in Enumerable.Range(1, 6))
        {
            // The block may have been closed by the failure.
            block.Post(new Entry(number, $"{number};"));
        }

        await block.Completion.ToEnd();

        Assert.AreEqual("1;2;3;", Encoding.UTF8.GetString(log.Content));
        Assert.IsInstanceOfType<InvalidDataException>(block.Completion.Exception!.InnerException);
    }

    [TestMethod]
    public async Task HttpTimeout_Passes_IsAFailure()
    {
        var client = new HttpClient(new SlowHandler()) { Timeout = TimeSpan.FromMilliseconds(1) };

        // <example: http-timeout>
        var block = new OrderedTransformBlock<Uri, string>(
            (address, token) => new ValueTask<string>(client.GetStringAsync(address, token)),
            new OrderedBlockOptions
            {
                CancellationMode = ItemCancellationMode.FailItem,
                FailureMode = ItemFailureMode.SkipItem,
                MaxDegreeOfParallelism = 16,
                BoundedCapacity = 64,
            });
        // </example>

        Assert.IsTrue(block.Post(new Uri("http://localhost/slow")));
        block.Complete();
        await block.Completion.WithTimeout();

        ItemFailure<Uri> failure = await block.Failures.ReceiveAsync().WithTimeout();
        Assert.IsInstanceOfType<TaskCanceledException>(failure.Exception);
        Assert.IsInstanceOfType<TimeoutException>(failure.Exception.InnerException);
        Assert.AreEqual((1, 0, 1, 0), Counts(block.Statistics));
    }

    private static (long Admitted, long Released, long Failed, long Dropped) Counts(OrderedBlockStatistics counts) =>
        (counts.Admitted, counts.Released, counts.Failed, counts.Dropped);

    private sealed record Entry(int Number, string Text);

    private sealed class AppendLog
    {
        private readonly List<byte> _content = [];

        public byte[] Content => [.. _content];

        public void Append(byte[] entry) => _content.AddRange(entry);
    }

    private sealed class SlowHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new HttpResponseMessage();
        }
    }
}
