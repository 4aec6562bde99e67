using System.Runtime.CompilerServices;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Scheduling;

/// <content>What a thread does: it takes what is queued, runs it, and waits.</content>
internal sealed partial class DedicatedThreads
{
    private void Run(DedicatedThread thread)
    {
        // A thread is counted as free when it is started.
        var last = new Past { IsCounted = true };
        while (TryRunOne(thread, ref last))
        {
            thread.CleanUp();
        }
    }

    // Not inlined: a thread that waits must not have on its stack what it ran before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRunOne(DedicatedThread thread, ref Past last)
    {
        if (!TryTake(thread, ref last, out Entry entry))
        {
            return false;
        }

        entry.Item.Execute();
        return true;
    }

    // Waits for something to do. Returns false when the thread is to end; it is counted out by then.
    private bool TryTake(DedicatedThread thread, ref Past last, out Entry entry)
    {
        Deadline? idle = null;
        int looks = -1;
        while (true)
        {
            bool isTaken;
            DedicatedThread? woken = null;
            Deadline deadline = default;
            using (Uninterrupted.EnterAndForget(_lock))
            {
                CountFree(ref last);
                isTaken = TryTakeNow(out entry);
                if (looks > 0)
                {
                    _spin.Note(isTaken);
                    looks = 0;
                }

                if (isTaken)
                {
                    last = new Past { Kind = entry.Kind, Began = _pace.Begin() };
                    _taken++;
                    _free--;
                    _searching--;
                    woken = _searching == 0 ? TakeParked() : null;
                }
                else if (looks < 0 && _searching == 1 && !_ended && !_hasAwaited)
                {
                    looks = _spin.Next();
                }

                if (!isTaken && looks <= 0 && !TryPark(thread, ref idle, out deadline))
                {
                    _free--;
                    _searching--;
                    _threads--;
                    return false;
                }
            }

            if (isTaken)
            {
                woken?.WakeUp();
                return true;
            }

            if (looks > 0)
            {
                Spin(looks);
            }
            else
            {
                Await(thread, deadline);
            }
        }
    }

    private void CountFree(ref Past last)
    {
        if (!last.IsCounted)
        {
            last.IsCounted = true;
            _free++;
            _searching++;
            Count(last.Kind, -1);
            _pace.End(last.Began);
        }
    }

    private void Spin(int looks)
    {
        while (looks-- > 0 && _queued.Read() == 0)
        {
            Thread.SpinWait(AdaptiveSpin.BetweenLooks);
        }
    }

    // Under the lock: there is nothing to do for the thread, which searches. Returns false when it has been idle for long enough.
    private bool TryPark(DedicatedThread thread, ref Deadline? idle, out Deadline deadline)
    {
        if (_keeper is null && (_alarm is not null || (IsLeftToOthers && !_ended)))
        {
            _keeper = thread;
            _takenAtKeep = _taken;
            deadline = _alarm is null ? Deadline.In(DeferredWorkTimer.Period, _time) : _due;
        }
        else
        {
            idle ??= Deadline.In(_idleTime, _time);
            deadline = idle.Value;
            if (_ended || deadline.IsOver)
            {
                return false;
            }

            _parked.Add(thread);
        }

        thread.IsParked = true;
        _searching--;
        return true;
    }

    // The thread is parked, and searches when this returns.
    private void Await(DedicatedThread thread, Deadline deadline)
    {
        bool isWoken = thread.Park(deadline);
        using (Uninterrupted.EnterAndForget(_lock))
        {
            _wakeUps++;
            if (thread.IsParked)
            {
                // By itself.
                thread.IsParked = false;
                _searching++;
                if (_keeper == thread)
                {
                    _keeper = null;
                    if (_taken == _takenAtKeep)
                    {
                        _pace.Disappoint();
                    }
                }
                else
                {
                    _parked.Remove(thread);
                }

                return;
            }
        }

        if (!isWoken)
        {
            // It is counted as a searcher, and is about to be woken.
            thread.AwaitWakeUp();
        }
    }

    private bool TryTakeNow(out Entry entry)
    {
        if (_alarm is not null && _due.IsOver)
        {
            entry = new Entry(_alarm, Kind.Other);
            _alarm = null;
            Count(entry.Kind, 1);
            return true;
        }

        if (_queue.TryDequeue(out entry))
        {
            _queued.Write(_queue.Count);
            return true;
        }

        if (!MayTakeSurplus)
        {
            return false;
        }

        entry = new Entry(_surplus!.Dequeue(), Kind.Continuation);
        Count(entry.Kind, 1);
        return true;
    }

    // What a thread has run last, and whether the thread has been counted as free since.
    private record struct Past(bool IsCounted, Kind Kind, long Began);
}
