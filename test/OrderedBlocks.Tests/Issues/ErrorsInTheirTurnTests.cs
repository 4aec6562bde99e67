using System.Threading.Channels;
using OrderedBlocks.Tests.Control;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// An error comes behind all that came before it. If a token drops outputs that come before an error, the end is a cancellation in every
/// form: nobody sees the error instead of these outputs.
/// </summary>
[TestClass]
public sealed class ErrorsInTheirTurnTests
{
    private static readonly IOException s_error = new("The source.");

    private static readonly string[] s_writers = ["Transform", "Many"];

    public static IEnumerable<object[]> Writers => s_writers.Select(static kind => new object[] { kind });

    [TestMethod]
    [DynamicData(nameof(Writers))]
    public async Task Writer_CompletesWithAnError_ThenTheToken_IsCanceled(string kind)
    {
        using var cancellation = new CancellationTokenSource();
        var options = new OrderedBlockOptions { CancellationToken = cancellation.Token };
        Channel<int, int> channel = kind == "Transform"
            ? new OrderedTransformBlock<int, int>(static item => item, options).AsChannel()
            : new OrderedTransformManyBlock<int, int>(static item => [item], options).AsChannel();
        Assert.IsTrue(channel.Writer.TryWrite(1) && channel.Writer.TryWrite(2));
        Assert.AreEqual(1, await channel.Reader.ReadAsync().AsTask().WithTimeout());
        Assert.IsTrue(channel.Writer.TryComplete(s_error));
        await cancellation.CancelAsync();
        await Ends.Canceled(channel.Reader.Completion);
        await Assert.ThrowsAsync<OperationCanceledException>(() => channel.Reader.WaitToReadAsync().AsTask());
    }

    [TestMethod]
    public async Task Writer_CompletesWithAnError_ThenADrainAtItsDeadline_IsCanceled()
    {
        var block = new OrderedTransformBlock<int, int>(static item => item);
        Channel<int, int> channel = block.AsChannel();
        Assert.IsTrue(channel.Writer.TryWrite(1) && channel.Writer.TryComplete(s_error));
        Assert.IsFalse((await block.DrainAsync(TimeSpan.Zero).WithTimeout()).CompletedInTime);
        await Ends.Canceled(block.Completion);
    }

    // The action block consumes one item and has not come to the second when the token fires.
    [TestMethod]
    public async Task WriterOfAnActionBlock_CompletesWithAnError_ThenTheToken_IsCanceled()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            async (item, _) => await gate.Run(item),
            new OrderedBlockOptions { CancellationToken = cancellation.Token });
        ChannelWriter<int> writer = block.AsChannelWriter();
        Assert.IsTrue(writer.TryWrite(1) && writer.TryWrite(2) && writer.TryComplete(s_error));
        gate.WaitForStart(1);
        await cancellation.CancelAsync();
        gate.OpenAll();
        await Ends.Canceled(block.Completion);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task TransformOrdered_FailsAndThenTheToken_IsCanceled(bool itemFails)
    {
        using var cancellation = new CancellationTokenSource();
        Channel<int> source = Channel.CreateUnbounded<int>();
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ChannelReader<int> reader = source.Reader.TransformOrdered(item => FailAtThree(item, failed), cancellationToken: cancellation.Token);
        Assert.IsTrue(source.Writer.TryWrite(1) && source.Writer.TryWrite(2));
        Assert.AreEqual(1, await reader.ReadAsync().AsTask().WithTimeout());
        if (itemFails)
        {
            Assert.IsTrue(source.Writer.TryWrite(3));
            await failed.Task.WithTimeout();
        }
        else
        {
            source.Writer.Complete(s_error);
            await source.Reader.Completion.ToEnd();
        }

        await cancellation.CancelAsync();
        await Ends.Canceled(reader.Completion);
    }

    // The first output is not ready before the source has thrown, or the third item has failed.
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SelectOrdered_OfASequence_FailsAndThenTheToken_IsCanceled(bool itemFails)
    {
        using var cancellation = new CancellationTokenSource();
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IEnumerable<int> outputs = Source(itemFails, failed).SelectOrdered(
            item =>
            {
                int output = FailAtThree(item, failed);
                failed.Task.WithTimeout().GetAwaiter().GetResult();
                return output;
            },
            new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = 4, CancellationToken = cancellation.Token });
        using IEnumerator<int> enumerator = outputs.GetEnumerator();
        Assert.IsTrue(enumerator.MoveNext());
        Assert.AreEqual(1, enumerator.Current);
        cancellation.Cancel();

        // The second output may still come, if its delegate is running.
        Assert.ThrowsAsync<OperationCanceledException>(() => Task.Run(() =>
        {
            while (enumerator.MoveNext())
            {
            }
        })).WithTimeout().GetAwaiter().GetResult();
    }

    private static IEnumerable<int> Source(bool itemFails, TaskCompletionSource failed)
    {
        yield return 1;
        yield return 2;
        if (itemFails)
        {
            yield return 3;
            yield break;
        }

        failed.SetResult();
        throw s_error;
    }

    private static int FailAtThree(int item, TaskCompletionSource failed)
    {
        if (item == 3)
        {
            failed.SetResult();
            throw s_error;
        }

        return item;
    }
}
