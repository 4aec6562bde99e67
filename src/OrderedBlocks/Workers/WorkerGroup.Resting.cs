using OrderedBlocks.Atomics;

namespace OrderedBlocks.Workers;

/// <content>The workers that rest: where they wait, and how one is rented.</content>
internal sealed partial class WorkerGroup<TInput, TOutput>
{
    private void Rest(Worker<TInput, TOutput> worker)
    {
        // Before it can be rented again.
        Hub.OnWorkerRetired(worker.Number);
        using (Uninterrupted.Enter(_workersLock))
        {
            worker.NextResting = _resting;
            _resting = worker;
        }
    }

    private void Enlist()
    {
        if (_workerCounts.TryStartWorker())
        {
            Schedule(Rent(isWoken: true));
        }
    }

    // A worker that rests, or a new one. It must have been enlisted.
    private Worker<TInput, TOutput> Rent(bool isWoken)
    {
        Worker<TInput, TOutput>? worker;
        using (Uninterrupted.Enter(_workersLock))
        {
            _wakeUps += isWoken ? 1 : 0;
            worker = _resting;
            _resting = worker?.NextResting;
        }

        worker ??= Add();
        Hub.OnWorkerStarted(worker.Number);
        return worker;
    }

    private Worker<TInput, TOutput> Add()
    {
        var added = new Worker<TInput, TOutput>(this);
        using (Uninterrupted.Enter(_workersLock))
        {
            Worker<TInput, TOutput>?[] all = _all.Read()!;
            if (_count == all.Length)
            {
                Array.Resize(ref all, Math.Max(2, _count * 2));
            }

            all[_count++] = added;
            added.Number = _count;
            _all.Write(all);
        }

        Hub.OnWorkerAdded();
        return added;
    }
}
