using System.Collections;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Blocks.Many;

/// <summary>What the block allocates for items whose enumerators allocate nothing. By itself: others would allocate beside it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ManyAllocationTests
{
    private const int Items = 500;

    // So that an item's outputs are in one segment of the stream, or in several.
    [TestMethod]
    [DataRow(3)]
    [DataRow(200)]
    [DataRow(300)]
    [DataRow(1500)]
    public void Outputs_OfAWarmBlock_AllocateNothing(int count)
    {
        var outputs = new Numbers(count);

        // No item ever waits for room, which costs it a state machine.
        var block = new OrderedTransformManyBlock<int, int>(
            _ => outputs, new OrderedBlockOptions { BoundedCapacity = 100, OutputCapacity = 1_000_000 });
        var target = new CountingTarget();
        block.LinkTo(target);
        int rounds = 0;
        long Round()
        {
            rounds++;
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int item = 0; item < Items; item++)
            {
                while (!block.Post(item))
                {
                    Thread.Yield();
                }
            }

            Wait.Until(() => block.Statistics is { Running: 0, Queued: 0, Waiting: 0 }, "all have left");
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }

        // The counter is the whole process's, in which others may be about something. What items allocate shows in every round: the
        // smallest object has 24 bytes, so that one in two items would do.
        Wait.Until(() => Round() < 12 * Items, "Every round allocates.");
        Assert.AreEqual((long)Items * rounds * count, target.Count);
    }

    private sealed class CountingTarget : ITargetBlock<int>
    {
        private long _count;

        public long Count => Volatile.Read(ref _count);

        public Task Completion => Task.CompletedTask;

        public DataflowMessageStatus OfferMessage(
            DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
        {
            _count++;
            return DataflowMessageStatus.Accepted;
        }

        public void Complete()
        {
        }

        public void Fault(Exception exception)
        {
        }
    }

    // For one worker: an enumerator that is used again.
    private sealed class Numbers(int count) : IEnumerable<int>, IEnumerator<int>
    {
        public int Current { get; private set; }

        object IEnumerator.Current => Current;

        public IEnumerator<int> GetEnumerator()
        {
            Current = -1;
            return this;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public bool MoveNext() => ++Current < count;

        public void Reset() => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
