using System.Collections;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// An item that was stopped in the middle because the block is being ended, and whose enumerator then throws on being disposed of, left
/// a gap in a block that skips failed items: its outputs up to there came out, and then those of the item behind it.
/// </summary>
[TestClass]
public sealed class StoppedItemWithoutGapsTests
{
    [TestMethod]
    public async Task Drain_ItemIsStoppedAndItsDisposalThrows_NothingBehindItComesOut()
    {
        var halfway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var hasBegun = new ManualResetEventSlim();
        var goOn = new TaskCompletionSource();
        var stubborn = new TaskCompletionSource();
        var output = new Log<int>();

        // The first waits at its third output, the third at its first one.
        var block = new OrderedTransformManyBlock<int, int>(
            item => new Outputs(
                item * 10,
                index =>
                {
                    if (item == 0 && index == 2)
                    {
                        halfway.SetResult();
                        goOn.Task.Wait();
                    }
                    else if (item == 2)
                    {
                        hasBegun.Set();
                        stubborn.Task.Wait();
                    }
                },
                disposalThrows: item == 0),
            new OrderedBlockOptions { MaxDegreeOfParallelism = 3, FailureMode = ItemFailureMode.SkipItem });
        var target = new ActionBlock<int>(output.Add);
        block.LinkTo(target);
        Assert.AreEqual(3, block.PostRange([0, 1, 2]));
        await halfway.Task.ToEnd();
        Wait.Until(() => block.Statistics is { Waiting: 1, Running: 2 }, "the second is finished");

        // An item counts as running a moment before its delegate is called.
        Wait.ForEvent(hasBegun);

        await block.DrainAsync(Timeout.InfiniteTimeSpan, new CancellationToken(canceled: true));
        goOn.SetResult();
        Wait.Until(() => block.Statistics.Failed == 1, "the first has been stopped");

        // Nothing is to come here, so there is nothing to wait for but the fault itself, which would come at once.
        Assert.IsFalse(SpinWait.SpinUntil(() => output.Count > 2, TimeSpan.FromMilliseconds(50)));
        stubborn.SetResult();
        await block.Completion.ToEnd();
        target.Complete();
        await target.Completion.WithTimeout();

        Assert.AreEqual("0 1", string.Join(' ', output.Entries));
    }

    private sealed class Outputs(int first, Action<int> beforeEach, bool disposalThrows) : IEnumerable<int>, IEnumerator<int>
    {
        private int _index = -1;

        public int Current => first + _index;

        object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            beforeEach(++_index);
            return _index < 4;
        }

        public void Reset() => throw new NotSupportedException();

        public IEnumerator<int> GetEnumerator() => this;

        IEnumerator IEnumerable.GetEnumerator() => this;

        public void Dispose()
        {
            if (disposalThrows)
            {
                throw new InvalidOperationException("It cannot be disposed of.");
            }
        }
    }
}
